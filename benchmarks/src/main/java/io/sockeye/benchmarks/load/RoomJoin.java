package io.sockeye.benchmarks.load;

/**
 * How a client joins a room: {@code join} has no answer, but the echo that is sent after it has.
 */
final class RoomJoin {
  private static final String IN_THE_ROOM = "42[\"echo\",\"in\"]";

  /** The frame that tells that the client is in. */
  static final Message.Expected ANSWER = Message.Expected.text(IN_THE_ROOM);

  private RoomJoin() {}

  /** What the client sends. */
  static byte[] frames(String room) {
    return ClientFrames.join(
        ClientFrames.text("42[\"join\",\"" + room + "\"]"), ClientFrames.text(IN_THE_ROOM));
  }
}
