package io.sockeye.testkit;

import io.sockeye.server.adapter.AdapterFactory;
import io.sockeye.server.cluster.ClusterEmitter;
import io.sockeye.server.cluster.ClusterOptions;
import java.time.Duration;

/** An emitter beside servers that tell each other who is there. */
final class InMemoryEmitterTest extends EmitterContract {
  private final InMemoryBus bus =
      InMemoryBus.withHeartbeats(
          ClusterOptions.defaults().withHeartbeat(Duration.ofMillis(500), Duration.ofSeconds(2)));

  @Override
  protected AdapterFactory join() {
    return bus.node();
  }

  @Override
  protected void kill(AdapterFactory adapter) {
    ((InMemoryBus.Node) adapter).cut(false);
  }

  @Override
  protected ClusterEmitter emitter() {
    return bus.emitter();
  }
}
