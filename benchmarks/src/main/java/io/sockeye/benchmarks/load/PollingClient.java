package io.sockeye.benchmarks.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * A Socket.IO client over long polling: one connection on which it polls, one on which it posts; or
 * a new one for each request, for servers that want it so.
 *
 * <p>Heartbeats are answered here. What is to be sent waits until the POST before is answered.
 */
final class PollingClient implements HttpConnection.Listener {
  /** What to do with what comes. */
  interface Listener {
    /** The client is in the namespace. */
    void joined(PollingClient client);

    /** A packet came. */
    void packet(PollingClient client, String packet);

    /** The last POST was answered. */
    void posted(PollingClient client);
  }

  /** Opens connections. */
  interface Dialer {
    void dial(HttpConnection connection);
  }

  private static final String SEPARATOR = "\u001e";
  private static final String SID = "0{\"sid\":\"";

  private final int index;
  private final Listener listener;
  private final Dialer dialer;
  private final boolean keepAlive;
  private @Nullable HttpConnection polls;
  private @Nullable HttpConnection posts;
  private final Deque<String> waiting = new ArrayDeque<>();
  private @Nullable String path;
  private boolean joined;
  private boolean posting;
  private byte[] nextPoll = {};

  PollingClient(int index, Listener listener, Dialer dialer, boolean keepAlive) {
    this.index = index;
    this.listener = listener;
    this.dialer = dialer;
    this.keepAlive = keepAlive;
  }

  int index() {
    return index;
  }

  /** Asks for a session. */
  void open() {
    poll(get("/socket.io/?EIO=4&transport=polling"));
  }

  private void poll(byte[] request) {
    if (polls == null || !keepAlive) {
      polls = dialed(true);
    }
    polls.request(request);
  }

  private void post(byte[] request) {
    if (posts == null || !keepAlive) {
      posts = dialed(false);
    }
    posts.request(request);
  }

  private HttpConnection dialed(boolean forPolls) {
    HttpConnection connection = new HttpConnection(this, forPolls);
    dialer.dial(connection);
    return connection;
  }

  /** Sends a packet, now or when the POST before was answered. */
  void send(String packet) {
    if (posting) {
      waiting.add(packet);
      return;
    }
    posting = true;
    String request =
        "POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: text/plain;charset=UTF-8\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(path, packet.length(), packet);
    post(request.getBytes(ISO_8859_1));
  }

  @Override
  public void response(HttpConnection connection, String body) {
    if (!keepAlive) {
      connection.close();
    }
    if (!connection.isForPolls()) {
      // Some write it large; clients do not care.
      if (!body.equalsIgnoreCase("ok")) {
        throw new LoadFailure("client %d: expected ok, got %s".formatted(index, body));
      }
      posting = false;
      if (waiting.isEmpty()) {
        listener.posted(this);
      } else {
        send(waiting.remove());
      }
    } else if (path == null) {
      opened(body);
    } else {
      poll(nextPoll);
      for (String packet : body.split(SEPARATOR)) {
        packet(packet);
      }
    }
  }

  private void opened(String body) {
    if (!body.startsWith(SID)) {
      throw new LoadFailure("client %d: expected a session, got %s".formatted(index, body));
    }
    String sid = body.substring(SID.length(), body.indexOf('"', SID.length()));
    path = "/socket.io/?EIO=4&transport=polling&sid=" + sid;
    nextPoll = get(path);
    poll(nextPoll);
    send("40");
  }

  private void packet(String packet) {
    if (packet.equals("2")) {
      send("3");
    } else if (joined) {
      listener.packet(this, packet);
    } else if (packet.startsWith("40{\"sid\":\"")) {
      joined = true;
      listener.joined(this);
    } else {
      throw new LoadFailure("client %d: did not expect %s".formatted(index, packet));
    }
  }

  private static byte[] get(String path) {
    return "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".formatted(path).getBytes(ISO_8859_1);
  }
}
