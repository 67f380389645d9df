package io.sockeye;

/**
 * Listens to an event in its raw form.
 *
 * <p>Listeners of one socket run one at a time, in the order in which the events arrived. What a
 * listener throws is reported and never harms the connection.
 */
@FunctionalInterface
public interface EventListener {
  /** The event arrived with these arguments; the ack does nothing if none was asked for. */
  void onEvent(Args args, Ack ack) throws Exception;
}
