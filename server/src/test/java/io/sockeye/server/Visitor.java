package io.sockeye.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A client that comes back. It knows of its socket what the official JavaScript client keeps. */
final class Visitor {
  private static final Pattern CONNECT =
      Pattern.compile("40(?:/[^,]*,)?\\{\"sid\":\"([^\"]{20})\"(?:,\"pid\":\"([^\"]{20})\")?}");
  private static final Pattern OFFSET = Pattern.compile("\"([^\"]*)\"]$");

  final SocketIoServer io;
  TestClient client;
  String sid;
  String pid;
  String offset;

  Visitor(SocketIoServer io) {
    this.io = io;
  }

  /** Connects, with what it knows of an earlier time, and gives the events that follow. */
  List<String> connect(String... moreAuth) {
    client = TestClient.open(io);
    client.send("40" + auth(moreAuth));
    onConnect(client.next());
    return events();
  }

  /** Connects to another namespace than the main one. */
  void connectTo(String namespace) {
    client = TestClient.open(io);
    client.send("40" + namespace + "," + auth());
    onConnect(client.next());
  }

  String auth(String... more) {
    List<String> fields = new ArrayList<>();
    if (pid != null) {
      fields.add("\"pid\":\"" + pid + "\"");
    }
    if (offset != null) {
      fields.add("\"offset\":\"" + offset + "\"");
    }
    fields.addAll(List.of(more));
    return fields.isEmpty() ? "" : "{" + String.join(",", fields) + "}";
  }

  void onConnect(String packet) {
    Matcher matcher = CONNECT.matcher(packet);
    assertThat(matcher.matches()).as(packet).isTrue();
    sid = matcher.group(1);
    pid = matcher.group(2);
  }

  /** The events that came, without their offsets. */
  List<String> events() {
    return events(client.taken());
  }

  /** The events of some frames that came. */
  List<String> events(List<String> frames) {
    List<String> events = new ArrayList<>();
    for (String frame : frames) {
      Matcher matcher = OFFSET.matcher(frame);
      if (frame.startsWith("42[") && matcher.find()) {
        offset = matcher.group(1);
        events.add(frame.substring(2, matcher.start() - 1) + "]");
      } else {
        events.add(frame);
      }
    }
    return events;
  }
}
