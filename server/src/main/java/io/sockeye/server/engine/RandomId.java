package io.sockeye.server.engine;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ids that cannot be guessed: 120 bits of a secure random source as 20 characters of base64url.
 * Load balancers and cluster adapters of the ecosystem count on 20 characters.
 */
public final class RandomId {
  /** Random bytes for many ids: the source is asked under a lock, and takes long to answer. */
  private static final class Batch {
    static final int IDS = 64;

    final byte[] bytes = new byte[IDS * BYTES];
    final AtomicInteger taken = new AtomicInteger();

    Batch() {
      RANDOM.nextBytes(bytes);
    }
  }

  private static final int BYTES = 15;
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private static volatile Batch batch = new Batch();

  private RandomId() {}

  /** A new id. */
  public static String next() {
    while (true) {
      Batch present = batch;
      int index = present.taken.getAndIncrement();
      if (index < Batch.IDS) {
        int from = index * BYTES;
        return BASE64.encodeToString(Arrays.copyOfRange(present.bytes, from, from + BYTES));
      }
      batch = new Batch(); // Of several threads that come here, each may make one.
    }
  }
}
