package io.sockeye.examples.chat;

import io.sockeye.ConnectErrorException;
import io.sockeye.examples.chat.Messages.Login;
import io.sockeye.examples.chat.Messages.Person;
import io.sockeye.server.Handshake;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Decides who comes in, and under which name: what the middleware of the chat asks. */
final class Door {
  private static final int MAX_NAME = 32;
  private static final int MIN_KEY = 16;
  private static final int MAX_KEY = 64;

  private Door() {}

  /**
   * Who wants to come in.
   *
   * @throws ConnectErrorException to refuse; its message is what the page shows
   */
  static Person admit(Handshake handshake) throws ConnectErrorException {
    Login login = handshake.auth(Login.class);
    String name = login.name() == null ? "" : login.name().strip();
    if (name.isEmpty() || name.length() > MAX_NAME) {
      throw new ConnectErrorException("A name has 1 to " + MAX_NAME + " characters.");
    }
    String key = login.key();
    if (key == null || key.length() < MIN_KEY || key.length() > MAX_KEY) {
      throw new ConnectErrorException("The page sent no key: please load it again.");
    }
    return new Person(publicId(key), name);
  }

  /** The same for the same key, and no way back to the key: the others see this. */
  private static String publicId(String key) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
