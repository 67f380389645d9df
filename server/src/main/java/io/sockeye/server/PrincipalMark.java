package io.sockeye.server;

import io.sockeye.server.engine.RandomId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Principal;
import java.util.Base64;

/**
 * Stands for a principal where another server is to know it again, and tells nothing about it: a
 * digest of its class and of what it says of itself, its name or its text. One that says nothing is
 * like no other, not even like itself.
 */
final class PrincipalMark {
  private static final int LENGTH = 22; // 132 bits

  private PrincipalMark() {}

  /** The mark of a principal. Calls it, so it runs where code of the program may. */
  static String of(Object principal) {
    String says =
        principal instanceof Principal named ? named.getName() : String.valueOf(principal);
    if (!(principal instanceof Principal) && saysNothing(principal)) {
      return RandomId.next();
    }
    byte[] text = (principal.getClass().getName() + ':' + says).getBytes(StandardCharsets.UTF_8);
    return Base64.getUrlEncoder().encodeToString(sha256().digest(text)).substring(0, LENGTH);
  }

  private static boolean saysNothing(Object principal) {
    try {
      return principal.getClass().getMethod("toString").getDeclaringClass() == Object.class;
    } catch (NoSuchMethodException impossible) {
      return true;
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }
}
