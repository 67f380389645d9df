package io.sockeye.server.engine;

import io.sockeye.concurrent.Timers;
import io.sockeye.protocol.engineio.OpenPacket;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a session needs of its server.
 *
 * @param overflow takes over what a drain of a mailbox leaves
 * @param packets is told of each packet; null if nobody wants to know
 * @param budget bounds what waits for all clients together
 * @param onOpen takes a session that was opened, inside its mailbox
 */
record EngineContext(
    EngineOptions options,
    Timers timers,
    Executor overflow,
    EngineObserver observer,
    @Nullable PacketObserver packets,
    SessionTable sessions,
    OutboundBudget budget,
    Consumer<EngineSession> onOpen) {

  /** Answers a request with an error, and tells the observer. */
  void refuse(EngineRequest request, Refusal refusal) {
    observer.connectionRefused(
        request.head(), refusal.error(), refusal.message(), refusal.context());
    request.refuse(refusal);
  }

  /**
   * What a client is told when its session opens.
   *
   * @param upgrades what there is to change over to, if the options allow it
   */
  OpenPacket openPacket(String sid, List<TransportType> upgrades) {
    List<String> offered =
        upgrades.stream()
            .filter(type -> options.allowUpgrades())
            .filter(options.transports()::contains)
            .map(TransportType::text)
            .toList();
    return new OpenPacket(
        sid,
        offered,
        (int) options.pingInterval().toMillis(),
        (int) options.pingTimeout().toMillis(),
        options.maxHttpBufferSize());
  }

  /** Lets hooks add header fields to the answer of a request. */
  void addHeaders(List<HeaderHook> hooks, EngineRequest request) {
    for (HeaderHook hook : hooks) {
      try {
        hook.onHeaders(request.headers(), request.head());
      } catch (Throwable e) { // Whatever it is, the client is waiting.
        observer.hookFailed(request.head(), e);
      }
    }
  }
}
