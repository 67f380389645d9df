package io.sockeye.server.cluster;

import io.sockeye.protocol.Limits;
import io.sockeye.protocol.ProtocolException;
import io.sockeye.protocol.json.JacksonJson;
import java.time.Duration;

/**
 * What a message between servers may be. A broker carries what anybody publishes who may, so
 * nothing that comes over it is trusted.
 */
public final class MessageLimits {
  /** How many bytes a message may have. */
  public static final int MAX_BYTES = 8_000_000;

  /** How many arrays and objects may be within each other in a value of the application. */
  public static final int MAX_DEPTH = 64;

  /** How many characters the names of servers and requests may have. */
  static final int MAX_ID_LENGTH = 64;

  /** How long an answer may be waited for on behalf of another server. */
  static final Duration MAX_TIMEOUT = Duration.ofHours(24);

  /** The levels around a value of the application: message, data, packet, arguments. */
  private static final int LEVELS_AROUND_VALUES = 4;

  private static final Limits LIMITS =
      Limits.defaults().withMaxJsonDepth(MAX_DEPTH + LEVELS_AROUND_VALUES);

  private MessageLimits() {}

  /** The limits of what a message is made of. */
  static Limits limits() {
    return LIMITS;
  }

  /** Writes no values that others would refuse. */
  static JacksonJson json() {
    return JacksonJson.create(LIMITS.withMaxJsonDepth(MAX_DEPTH));
  }

  /** Refuses what came if it is too big. */
  static void checkReceived(int bytes) throws ProtocolException {
    if (bytes > MAX_BYTES) {
      throw new ProtocolException(
          "expected a message of at most " + MAX_BYTES + " bytes, got " + bytes);
    }
  }

  /** Refuses to send what others would refuse. */
  static byte[] checkSent(byte[] message) {
    if (message.length > MAX_BYTES) {
      throw new IllegalArgumentException(
          "expected a message for other servers of at most "
              + MAX_BYTES
              + " bytes, got "
              + message.length);
    }
    return message;
  }
}
