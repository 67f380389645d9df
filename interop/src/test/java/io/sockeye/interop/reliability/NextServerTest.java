package io.sockeye.interop.reliability;

import static io.sockeye.interop.client.Clients.eventually;
import static io.sockeye.interop.client.Clients.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.client.Socket;
import io.sockeye.interop.client.Clients;
import io.sockeye.interop.client.Mode;
import io.sockeye.netty.NettyOptions;
import io.sockeye.netty.NettyServer;
import io.sockeye.server.SocketIoServer;
import io.sockeye.testsupport.ChaosProxy;
import io.sockeye.testsupport.Figures;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Clients that a server lets go by and by, and that find the next one behind the same address. Row
 * L02 of the matrix; {@code -Dnext.clients} and {@code -Dnext.spread} (milliseconds) choose how
 * many over how long.
 */
final class NextServerTest {
  private static final int CLIENTS = Integer.getInteger("next.clients", 60);
  private static final Duration SPREAD = Duration.ofMillis(Integer.getInteger("next.spread", 500));

  /** Those that poll are sent away for seconds by a server that closes. */
  private static final List<Mode> MODES =
      Boolean.getBoolean("next.polling") ? List.of(Mode.values()) : List.of(Mode.WEBSOCKET);

  private static final Duration PATIENCE = Duration.ofSeconds(15);

  @RegisterExtension final Clients clients = new Clients();

  private NettyServer start(SocketIoServer io) {
    io.onConnection(socket -> socket.onRequest("echo", args -> args.get(0)));
    return clients.keep(NettyServer.start(io, NettyOptions.builder().host("127.0.0.1").build()));
  }

  @Test
  void allClientsAreAtTheNextServerInTime() {
    NettyServer first = start(SocketIoServer.builder().closeSpread(SPREAD).build());
    SocketIoServer second = SocketIoServer.builder().build();
    int port = start(second).port();
    ChaosProxy balancer = clients.keep(ChaosProxy.to(first.port()));
    var sockets =
        IntStream.range(0, CLIENTS)
            .mapToObj(
                i ->
                    clients
                        .manager("http://127.0.0.1:" + balancer.port(), MODES.get(i % MODES.size()))
                        .socket("/")
                        .connect())
            .toList();
    sockets.forEach(each -> get(each.connected()));

    balancer.target(port);
    long begin = System.nanoTime();
    CompletionStage<Void> closed = first.closeAsync();

    eventually()
        .atMost(SPREAD.plus(PATIENCE))
        .until(
            () ->
                second.sockets().size() == CLIENTS
                    && sockets.stream().allMatch(Socket::isConnected));
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
    assertThat(closed.toCompletableFuture()).succeedsWithin(PATIENCE);
    sockets.forEach(
        each -> assertThat(get(each.emitWithAck("echo", Integer.class, 1))).isEqualTo(1));
    Figures.tell(
        "L02",
        "%,d clients of a server that stopped over %,d ms: at the next after %,d ms",
        CLIENTS,
        SPREAD.toMillis(),
        millis);
  }
}
