package io.sockeye.server.engine;

import io.sockeye.concurrent.Timers;
import io.sockeye.server.traffic.AddressBuckets;
import io.sockeye.server.traffic.AddressKey;
import io.sockeye.server.traffic.TokenBucket;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Bounds how often clients ask for sessions, each address and all together, and how often an
 * address asks for sessions that are not there. Any thread.
 */
final class RequestRates {
  private final Timers timers;
  private final EngineObserver observer;

  /** These three are null where there is no bound. */
  private final @Nullable AddressBuckets handshakes;

  private final @Nullable TokenBucket allHandshakes;
  private final @Nullable AddressBuckets unknownSids;

  RequestRates(AdmissionLimits limits, Timers timers, EngineObserver observer) {
    this.timers = timers;
    this.observer = observer;
    this.handshakes =
        limits.handshakeRateLimit().map(limit -> new AddressBuckets(limit, timers)).orElse(null);
    this.allHandshakes =
        limits
            .globalHandshakeRateLimit()
            .map(limit -> new TokenBucket(limit, timers.nanoTime()))
            .orElse(null);
    this.unknownSids =
        limits.unknownSidRateLimit().map(limit -> new AddressBuckets(limit, timers)).orElse(null);
  }

  /**
   * Why a request must not go on; empty if it may. Asked of each request before anything else looks
   * at it, hooks of the application above all: a flood must not get as far as these.
   */
  Optional<Refusal> check(EngineRequest request) {
    if ((handshakes == null && allHandshakes == null) || !isHandshake(request)) {
      return Optional.empty();
    }
    if (handshakes != null) {
      long wait = handshakes.take(AddressKey.of(request.head().remoteAddress()));
      if (wait > 0) {
        observer.limitHit("handshakeRateLimit", "a handshake was answered 429");
        return Optional.of(Refusal.tooOften(wait));
      }
    }
    if (allHandshakes != null) {
      long wait = allHandshakes.take(timers.nanoTime());
      if (wait > 0) {
        observer.limitHit("globalHandshakeRateLimit", "a handshake was answered 503");
        return Optional.of(Refusal.tooOften(wait).withStatus(503));
      }
    }
    return Optional.empty();
  }

  /** What is malformed is told by the verifier, but is no way around a limit. */
  private static boolean isHandshake(EngineRequest request) {
    try {
      request.parseQuery();
    } catch (QueryParameters.MalformedQueryException e) {
      return true;
    }
    return request.sid().isEmpty();
  }

  /**
   * What to answer a request that was refused: somebody who guesses at ids of sessions is no more
   * told whether they are there.
   */
  Refusal judge(EngineRequest request, Refusal refusal) {
    if (unknownSids == null || refusal.error() != HandshakeError.UNKNOWN_SID) {
      return refusal;
    }
    long wait = unknownSids.take(AddressKey.of(request.head().remoteAddress()));
    if (wait == 0) {
      return refusal;
    }
    observer.limitHit("unknownSidRateLimit", "a request with an unknown sid was answered 429");
    return Refusal.tooOften(wait);
  }
}
