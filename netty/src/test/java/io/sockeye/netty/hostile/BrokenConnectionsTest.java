package io.sockeye.netty.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sockeye.netty.NettyOptions;
import io.sockeye.netty.NettyServer;
import io.sockeye.server.Socket;
import io.sockeye.server.SocketIoServer;
import io.sockeye.testkit.Census;
import io.sockeye.testkit.WireClient;
import io.sockeye.testsupport.ChaosProxy;
import io.sockeye.testsupport.ChaosProxy.Cut;
import io.sockeye.testsupport.Figures;
import io.sockeye.testsupport.Ledger;
import io.sockeye.testsupport.LedgerStream;
import io.sockeye.testsupport.LedgerVerdict;
import io.sockeye.testsupport.Leftovers;
import java.io.UncheckedIOException;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Connections that the network cuts after some bytes, wherever that is: each ends once and soon,
 * nothing arrives twice, out of order or by halves, and nothing is left. Rows T01, T13 and T14.
 */
@ExtendWith(Leftovers.class)
final class BrokenConnectionsTest {
  private static final int CUTS = Integer.getInteger("cuts", 300);
  private static final long SEED = Long.getLong("cuts.seed", 20_260_101);

  private final Ledger ledger = new Ledger();
  private final Set<String> reasons = ConcurrentHashMap.newKeySet();
  private final AtomicInteger connected = new AtomicInteger();
  private final AtomicInteger disconnected = new AtomicInteger();
  private final AtomicInteger parts = new AtomicInteger();
  private final Census census = new Census();
  private final SocketIoServer io = census.of(SocketIoServer.builder());
  private final NettyServer server;
  private final ChaosProxy proxy;

  BrokenConnectionsTest() {
    io.onConnection(
        socket -> {
          connected.incrementAndGet();
          socket.join("all");
          socket.on(
              "note",
              String.class,
              Integer.class,
              (stream, number) -> ledger.stream(stream).arrived(number));
          socket.on("part", String.class, body -> parts.incrementAndGet());
          socket.onDisconnect(
              reason -> {
                reasons.add(reason.text());
                disconnected.incrementAndGet();
              });
        });
    server = NettyServer.start(io, NettyOptions.builder().host("127.0.0.1").build());
    proxy = ChaosProxy.to(server.port());
  }

  @AfterEach
  void nothingIsLeft() {
    proxy.heal();
    proxy.cut(Cut.RST);
    await().untilAsserted(() -> assertThat(disconnected).hasValue(connected.get()));
    census.requireNothingLeft();
    proxy.close();
    server.close();
    census.close();
  }

  private String circumstances(Cut how) {
    return "-Dcuts=%d -Dcuts.seed=%d and %s".formatted(CUTS, SEED, how);
  }

  @ParameterizedTest
  @EnumSource
  void webSocketsThatAreCutAnywhere(Cut how) {
    Random random = new Random(SEED);
    // The handshake and the CONNECT take some five hundred bytes; numbers follow.
    proxy.cutAfter(() -> 300 + random.nextInt(4_000), how);

    for (int i = 0; i < CUTS; i++) {
      LedgerStream stream = ledger.stream("websocket " + i);
      try (WireClient client = WireClient.connect(proxy.port())) {
        client.openWebSocket(Siege.PATH + "websocket").frame();
        client.text("40");
        // After a FIN the network may take what is sent, and lose it.
        for (int number = 0; number < 300; number++) {
          client.text("42[\"note\",\"" + stream.name() + "\"," + stream.send() + "]");
        }
      } catch (UncheckedIOException cut) {
        // As planned.
      }
    }

    await().untilAsserted(() -> assertThat(disconnected).hasValue(connected.get()));
    assertThat(connected.get()).isGreaterThan(CUTS / 2);
    assertThat(reasons).isSubsetOf("transport close", "transport error");
    LedgerVerdict verdict = ledger.verdict();
    verdict.requireNothingAckedLost(circumstances(how));
    Figures.tell("T01", "%d WebSockets cut by %s: %s", CUTS, how, verdict);
  }

  /** A body is taken whole or not at all, and its session ends. */
  @ParameterizedTest
  @EnumSource
  void postsThatAreCutAnywhere(Cut how) {
    Random random = new Random(SEED);

    for (int i = 0; i < CUTS; i++) {
      String event = "42[\"part\",\"body " + i + "\"]";
      String body = (event + "\u001e").repeat(9) + event;
      try (WireClient direct = WireClient.connect(server.port());
          WireClient client = WireClient.connect(server.port())) {
        String head =
            "POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n"
                .formatted(polling(direct), body.length());
        client.send(head + body.substring(0, random.nextInt(body.length())));
        if (how == Cut.RST) {
          client.reset();
        }
      }
    }

    await().untilAsserted(() -> assertThat(disconnected).hasValue(CUTS));
    assertThat(parts).as(circumstances(how)).hasValue(0);
    assertThat(reasons).isSubsetOf("transport close", "transport error");
    Figures.tell("T14", "%d bodies cut by %s: no part of any taken", CUTS, how);
  }

  /** What was on its way with an answer is lost, and never comes twice. */
  @Test
  void pollsThatAreCutInTheMiddleOfTheirAnswer() {
    Random random = new Random(SEED);
    proxy.cutAfter(() -> 200 + random.nextInt(2_000), Cut.RST);

    for (int i = 0; i < CUTS; i++) {
      try (WireClient direct = WireClient.connect(server.port())) {
        String target = polling(direct);
        LedgerStream stream = ledger.stream("poll " + i);
        Socket socket = socketOf(target);
        for (int number = 0; number < 100; number++) {
          socket.emit("down", stream.send());
        }
        receive(stream, target, proxy.port());
        socket.emit("down", stream.send()); // So that the next poll does not wait.
        receive(stream, target, server.port());
        direct.post(target, "1").answer();
      }
    }

    LedgerVerdict verdict = ledger.verdict();
    verdict.requireNothingAckedLost(circumstances(Cut.RST));
    assertThat(verdict.lost()).isPositive();
    Figures.tell("T13", "%d polls cut: %s", CUTS, verdict);
  }

  private Socket socketOf(String target) {
    return io.sockets().stream()
        .filter(socket -> target.endsWith(socket.session().id()))
        .findFirst()
        .orElseThrow();
  }

  /** Polls once, and writes down what came, if all of it came. */
  private static void receive(LedgerStream stream, String target, int port) {
    try (WireClient client = WireClient.connect(port)) {
      WireClient.Answer answer = client.get(target).answer();
      if (answer.status() == 200) {
        for (String packet : answer.body().split("\u001e")) {
          if (packet.startsWith("42[\"down\",")) {
            stream.arrived(Integer.parseInt(packet.substring(10, packet.length() - 1)));
          }
        }
      }
    } catch (UncheckedIOException | NumberFormatException cut) {
      // As planned.
    }
  }

  /** The target of a session in the main namespace, which has nothing to tell. */
  private static String polling(WireClient direct) {
    String open = direct.get(Siege.PATH + "polling").answer().body();
    String target = Siege.PATH + "polling&sid=" + open.substring(9, 29);
    direct.post(target, "40").answer();
    direct.get(target).answer();
    return target;
  }
}
