package io.sockeye.client.compat;

/** The transport long polling, for {@link Manager.Options#transports}. */
public final class Polling {
  /** Its name. */
  public static final String NAME = "polling";

  private Polling() {}
}
