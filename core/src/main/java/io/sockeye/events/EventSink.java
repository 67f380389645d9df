package io.sockeye.events;

import io.sockeye.Args;
import io.sockeye.SendResult;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** The way of events from the program to the peer of a socket. Called from any thread. */
public interface EventSink {
  /**
   * Sends an event.
   *
   * @return what became of it, as far as it is known at once
   * @throws IllegalArgumentException if the name is reserved or an argument cannot be written
   */
  SendResult emit(EmitFlags how, String event, Args args);

  /**
   * Sends an event and asks for an answer.
   *
   * @param binding makes of the answer what the program asked for
   * @throws IllegalArgumentException if the name is reserved or an argument cannot be written
   */
  <T> CompletableFuture<T> emitWithAck(
      EmitFlags how, String event, Args args, Function<Args, T> binding);
}
