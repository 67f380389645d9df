package io.sockeye.redis;

/** Is told whether Redis is there; one call at a time, never on a thread that may wait. */
interface LinkListener {
  /** Commands are answered, and all that was subscribed to comes. */
  void onUp();

  /** Redis is away, and tried again. */
  void onDown(String detail);

  /** Commands are answered, whatever becomes of the subscriptions. */
  default void onCommands() {}
}
