package io.sockeye.redis;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Makes the names by which servers know each other, as the JavaScript adapters do. */
final class NodeIds {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String ALPHANUMERIC =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  private static final int HEX_BYTES = 8;

  /** How long the names of the classic adapter are. */
  static final int SHORT_LENGTH = 6;

  private NodeIds() {}

  /** 16 hexadecimal digits. */
  static String hex() {
    byte[] bytes = new byte[HEX_BYTES];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /** 6 letters and digits. */
  static String alphanumeric() {
    StringBuilder id = new StringBuilder();
    for (int i = 0; i < SHORT_LENGTH; i++) {
      id.append(ALPHANUMERIC.charAt(RANDOM.nextInt(ALPHANUMERIC.length())));
    }
    return id.toString();
  }
}
