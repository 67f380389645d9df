package io.sockeye.server.cluster;

import io.sockeye.Args;
import io.sockeye.protocol.socketio.SocketPacket;
import io.sockeye.server.adapter.BroadcastOptions;
import io.sockeye.server.adapter.FetchedSockets;
import io.sockeye.server.adapter.SocketSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** An adapter with one socket, in a cluster whose other servers the test plays. */
abstract class ClusterAdapterScene {
  static final BroadcastOptions EVERYBODY = BroadcastOptions.everybody();
  static final SocketPacket.Event EVENT = new SocketPacket.Event("/", "news", Args.of(1));

  final FakeNode node = new FakeNode();
  final FakeBus bus = new FakeBus(true);
  final ClusterAdapter adapter =
      new ClusterAdapter(node, bus, ClusterOptions.defaults().withMaxRequests(3));
  final FakeSocket socket = new FakeSocket("ada");

  final void open() {
    adapter.init();
    adapter.add(socket, List.of("ada"));
  }

  /** What another server answers. */
  static ClusterMessage.Sockets sockets(String requestId, String... ids) {
    List<SocketSnapshot> all = new ArrayList<>();
    for (String id : ids) {
      all.add(new SocketSnapshot(id, Map.of(), Set.of(), Map.of()));
    }
    return new ClusterMessage.Sockets(requestId, all);
  }

  final CompletableFuture<FetchedSockets> fetch() {
    return adapter.fetchSockets(EVERYBODY).toCompletableFuture();
  }

  final String fetchId() {
    return bus.last(ClusterMessage.FetchSockets.class).requestId();
  }
}
