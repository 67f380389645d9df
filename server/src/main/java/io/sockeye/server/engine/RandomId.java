package io.sockeye.server.engine;

import java.security.SecureRandom;
import java.util.Base64;

/**
 * Ids that cannot be guessed: 120 bits of a secure random source as 20 characters of base64url.
 * Load balancers and cluster adapters of the ecosystem count on 20 characters.
 */
public final class RandomId {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private RandomId() {}

  /** A new id. */
  public static String next() {
    byte[] bytes = new byte[15];
    RANDOM.nextBytes(bytes);
    return BASE64.encodeToString(bytes);
  }
}
