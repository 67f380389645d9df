package io.sockeye.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One client of a simulation, and what the model knows of its socket. */
final class SimulatedGuest {
  final Visitor visitor;
  boolean connected;

  /** Whether there is a socket, connected or waited for. */
  boolean alive;

  long awayUntil;
  Set<String> rooms = new HashSet<>();
  Map<String, Object> data = new HashMap<>();

  /** All that was sent to the socket and can be sent again. */
  List<String> sent = new ArrayList<>();

  /** How much of that has arrived. */
  int arrived;

  /** What is on its way. */
  final Deque<String> wire = new ArrayDeque<>();

  Socket socket;

  SimulatedGuest(SocketIoServer io) {
    visitor = new Visitor(io);
  }

  boolean isIn(String room) {
    return alive && (rooms.contains(room) || room.equals(visitor.sid));
  }

  /** It gets a new socket, which the program lets join a room. */
  void startAfresh(String room) {
    rooms = new HashSet<>(Set.of(room));
    data = new HashMap<>();
    sent = new ArrayList<>();
    arrived = 0;
  }

  /** An event is sent to the socket that can be sent again. */
  void deliver(String event) {
    sent.add(event);
    if (connected) {
      wire.add(event);
    }
  }

  /** The first of what is on its way arrive, and the rest is lost; all of it is as it should be. */
  void take(int count, String where) {
    List<String> frames = visitor.client.taken();
    assertThat(frames)
        .extracting(SimulatedGuest::withoutOffset)
        .as(where)
        .containsExactlyElementsOf(wire);
    List<String> came = List.copyOf(wire).subList(0, count);
    visitor.events(frames.subList(0, count));
    arrived += (int) came.stream().filter(each -> each.startsWith("[\"e\"")).count();
    wire.clear();
  }

  /** The socket is disconnected for good. */
  void end() {
    connected = false;
    alive = false;
    wire.clear();
  }

  /** An event as the program emitted it. */
  private static String withoutOffset(String frame) {
    return frame.replaceFirst("^42\\d*", "").replaceFirst(",\"[^\"]*\"]$", "]");
  }
}
