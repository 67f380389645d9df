package io.sockeye.server.engine;

/** The one door by which a binding (Netty, servlet, …) enters. Thread-safe. */
public interface EngineEndpoint {
  /** Whether a request belongs here, by its path. What does not is the application's. */
  boolean matches(HttpRequest request);

  /**
   * Takes a request that {@linkplain #matches matches}. Called on an I/O thread when the head of
   * the request is there, before its body; does not block, and answers now or later.
   */
  void handle(HttpExchange exchange);

  /**
   * An option of the binding turned something away; told to the {@linkplain EngineObserver#limitHit
   * observer}, if there is one.
   *
   * @param option its name
   * @param detail what was done, and why
   */
  default void limitHit(String option, String detail) {}
}
