package io.sockeye.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.Args;
import io.sockeye.DisconnectReason;
import io.sockeye.DisconnectedException;
import io.sockeye.client.engine.ConnectFailure;
import io.sockeye.concurrent.ManualTimers;
import io.sockeye.protocol.Limits;
import io.sockeye.protocol.engineio.PacketGroup;
import io.sockeye.protocol.json.JacksonJson;
import io.sockeye.protocol.socketio.JsonSocketCodec;
import io.sockeye.protocol.socketio.SocketCodec;
import io.sockeye.protocol.socketio.SocketDecoder;
import io.sockeye.protocol.socketio.SocketPacket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Whatever code that is not ours throws into a manager, that goes on. */
final class ForeignCodeTest {
  private boolean full;

  private void runUnlessFull(Runnable task) {
    if (full) {
      throw new RejectedExecutionException("full");
    }
    task.run();
  }

  @Test
  void anExecutorThatTakesNothingHoldsUpNoFuture() {
    Rig rig = new Rig(builder -> builder.handlers(this::runUnlessFull));
    Socket socket = rig.connected("/");
    CompletableFuture<Args> first = socket.emitWithAck("ask");
    CompletableFuture<Args> second = socket.emitWithAck("ask");

    full = true;
    rig.session().lose(DisconnectReason.TRANSPORT_CLOSE);
    full = false;
    rig.seconds(1);

    assertThat(rig.sessions).hasSize(2);
    assertThat(first)
        .failsWithin(10, TimeUnit.SECONDS)
        .withThrowableThat()
        .withCauseInstanceOf(DisconnectedException.class);
    assertThat(second).failsWithin(10, TimeUnit.SECONDS);
  }

  @Test
  void anExecutorThatTakesNothingHoldsUpNobodyWhoConnects() {
    Rig rig = new Rig(builder -> builder.handlers(this::runUnlessFull));
    Socket socket = rig.manager.socket("/").connect();
    CompletableFuture<Socket> connected = socket.connected();
    rig.session().open();

    full = true;
    rig.join("/", "a");

    assertThat(connected).succeedsWithin(10, TimeUnit.SECONDS).isSameAs(socket);
    assertThat(socket.isConnected()).isTrue();
  }

  @Test
  void anObserverThatThrowsAnErrorHarmsNothing() {
    ClientObserver broken =
        new ClientObserver() {
          @Override
          public void connectFailed(Manager manager, ConnectFailure failure) {
            throw new AssertionError("observer");
          }
        };
    Rig rig = new Rig(builder -> builder.observer(broken));
    Socket socket = rig.logging(rig.manager.socket("/")).connect();

    rig.session().fail(Rig.refused());

    assertThat(socket.state()).isInstanceOf(SocketState.Reconnecting.class);
    assertThat(rig.log()).containsExactly("/ connect_error " + Rig.refused().getMessage());
    rig.seconds(1);
    assertThat(rig.sessions).hasSize(2);
  }

  @Test
  void aSessionThatCannotBeBegunIsTriedAgain() {
    ManualTimers timers = new ManualTimers(1_790_000_000_000L);
    int[] tries = {0};
    RealManager manager =
        Manager.builder("http://localhost:3000")
            .autoConnect(false)
            .timers(timers)
            .inlineHandlers()
            .build(
                (transports, events) -> {
                  tries[0]++;
                  throw new UncheckedIOException(new IOException("Too many open files"));
                },
                () -> 0);
    Socket socket = manager.socket("/").connect();

    assertThat(socket.state())
        .isInstanceOfSatisfying(
            SocketState.Reconnecting.class,
            waiting ->
                assertThat(waiting.failure().orElseThrow())
                    .hasMessageContaining("Too many open files")
                    .hasCauseInstanceOf(UncheckedIOException.class));
    timers.advance(Duration.ofSeconds(1));
    assertThat(tries[0]).isEqualTo(2);
    manager.reconnectNow();
    assertThat(tries[0]).isEqualTo(3);
    manager.close();
    assertThat(timers.pending()).isZero();
  }

  @Test
  void aParserThatThrowsIsAFailureToConnect() {
    boolean[] throwing = {true};
    SocketCodec json = new JsonSocketCodec(JacksonJson.create(Limits.defaults()));
    SocketCodec parser =
        new SocketCodec() {
          @Override
          public PacketGroup encode(SocketPacket packet) {
            return json.encode(packet);
          }

          @Override
          public SocketDecoder decoder(Limits limits) {
            if (throwing[0]) {
              throw new IllegalStateException("no decoder");
            }
            return json.decoder(limits);
          }
        };
    Rig rig = new Rig(builder -> builder.parser(parser));
    Socket socket = rig.logging(rig.manager.socket("/")).connect();

    assertThat(rig.log()).singleElement().asString().contains("connect_error", "no decoder");
    throwing[0] = false;
    rig.seconds(1);
    rig.session().open();
    rig.join("/", "a");
    assertThat(socket.isConnected()).isTrue();
  }
}
