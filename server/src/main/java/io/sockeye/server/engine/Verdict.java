package io.sockeye.server.engine;

import java.util.Objects;
import java.util.Optional;

/** Whether a request may go on. */
public final class Verdict {
  private static final Verdict ALLOW = new Verdict(true, Optional.empty());
  private static final Verdict REFUSE = new Verdict(false, Optional.empty());

  private final boolean allowed;
  private final Optional<String> message;

  private Verdict(boolean allowed, Optional<String> message) {
    this.allowed = allowed;
    this.message = message;
  }

  /** Go on. */
  public static Verdict allow() {
    return ALLOW;
  }

  /** Refuse, with the protocol's own words. */
  public static Verdict refuse() {
    return REFUSE;
  }

  /**
   * Refuse.
   *
   * @param message told to the client in place of the protocol's own words
   */
  public static Verdict refuse(String message) {
    return new Verdict(false, Optional.of(Objects.requireNonNull(message, "message")));
  }

  /** Whether the request may go on. */
  public boolean isAllowed() {
    return allowed;
  }

  /** What the client is told, if the one who refused said it. */
  public Optional<String> message() {
    return message;
  }
}
