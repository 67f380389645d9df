package io.sockeye.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.DisconnectReason;
import io.sockeye.protocol.Limits;
import java.time.Duration;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** When a connection is tried again that could not be made, or was lost. */
final class ReconnectionTest {
  private Rig rig = new Rig();

  private void rig(UnaryOperator<Manager.Builder> setting) {
    rig = new Rig(setting);
  }

  private void listenToManager() {
    rig.manager
        .onOpen(() -> rig.log.add("open"))
        .onClose(reason -> rig.log.add("close " + reason))
        .onError(failure -> rig.log.add("error " + failure.getMessage()))
        .onReconnectAttempt(attempt -> rig.log.add("attempt " + attempt))
        .onReconnect(attempt -> rig.log.add("reconnect " + attempt))
        .onReconnectFailed(() -> rig.log.add("gave up"))
        .onPing(() -> rig.log.add("ping"));
  }

  @Test
  void triesAgainUntilItSucceeds() {
    listenToManager();
    Socket socket = rig.logging(rig.manager.socket("/")).connect();
    rig.session().fail(Rig.refused());
    rig.seconds(1);
    rig.session().fail(Rig.refused());
    rig.seconds(2);
    rig.session().open().ping();
    rig.join("/", "a");

    String failure = Rig.refused().getMessage();
    assertThat(rig.log())
        .containsExactly(
            "error " + failure,
            "/ connect_error " + failure,
            "attempt 1",
            "error " + failure,
            "/ connect_error " + failure,
            "attempt 2",
            "open",
            "reconnect 2",
            "ping",
            "/ connect");
    assertThat(socket.isConnected()).isTrue();
  }

  @Test
  void givesUpAfterTheAttemptsThatAreAllowed() {
    rig(builder -> builder.reconnectionAttempts(2));
    listenToManager();
    Socket socket = rig.manager.socket("/").connect();

    for (int i = 0; i < 3; i++) {
      rig.session().fail(Rig.refused());
      rig.seconds(10);
    }

    assertThat(rig.sessions).hasSize(3);
    assertThat(rig.log()).endsWith("attempt 2", "error " + Rig.refused().getMessage(), "gave up");
    assertThat(socket.state()).isInstanceOf(SocketState.Failed.class);
    assertThat(socket.isActive()).isFalse();
    assertThat(rig.timers.pending()).isZero();

    socket.connect();
    rig.session().fail(Rig.refused());
    assertThat(socket.isActive()).as("the attempts are counted anew").isTrue();
  }

  @Test
  void doesNotTryAgainWithoutReconnection() {
    rig(builder -> builder.reconnection(false));
    listenToManager();
    Socket socket = rig.manager.socket("/").connect();
    rig.session().open();
    rig.join("/", "a");
    rig.session().lose(DisconnectReason.PING_TIMEOUT);
    rig.seconds(60);

    assertThat(rig.sessions).hasSize(1);
    assertThat(socket.state()).isEqualTo(new SocketState.Closed(DisconnectReason.PING_TIMEOUT));
    assertThat(rig.log()).containsExactly("open", "close ping timeout");
    assertThat(rig.manager.reconnection()).isFalse();
  }

  @Test
  void thereIsNeverMoreThanOneAttempt() {
    Socket socket = rig.manager.socket("/").connect();
    rig.manager.open().open();
    rig.manager.socket("/other").connect();
    assertThat(rig.sessions).hasSize(1);

    rig.session().fail(Rig.refused());
    socket.connect();
    rig.manager.open();
    assertThat(rig.sessions).as("it waits").hasSize(1);

    rig.manager.reconnectNow();
    rig.seconds(60);
    assertThat(rig.sessions).hasSize(2);

    rig.manager.reconnectNow();
    assertThat(rig.sessions).hasSize(3);
    assertThat(rig.sessions.get(1).closed).as("it hung").isTrue();
  }

  @Test
  void tellsThatItReconnectedAtOnce() {
    listenToManager();
    rig.manager.open();
    rig.session().open().lose(DisconnectReason.TRANSPORT_CLOSE);
    rig.log();

    rig.manager.reconnectNow();
    rig.manager.reconnectNow(); // that attempt hangs
    rig.session().open();

    assertThat(rig.log()).containsExactly("attempt 1", "open", "reconnect 1");
    rig.session().lose(DisconnectReason.TRANSPORT_CLOSE);
    rig.manager.close();
    rig.manager.open();
    rig.log();
    rig.session().open();
    assertThat(rig.log()).as("there was no attempt before").containsExactly("open");
  }

  @Test
  void asksForAuthAtOnceWhenTold() {
    int[] asked = {0};
    Socket socket =
        rig.manager
            .socket(
                "/",
                () -> {
                  asked[0]++;
                  if (asked[0] == 1) {
                    throw new IllegalStateException("no token yet");
                  }
                  return Map.of("token", "t");
                })
            .connect();
    rig.session().open();
    assertThat(socket.state()).isInstanceOf(SocketState.Reconnecting.class);

    rig.manager.reconnectNow();

    assertThat(asked[0]).isEqualTo(2);
    assertThat(socket.state()).isInstanceOf(SocketState.Connecting.class);
    rig.seconds(10);
    assertThat(asked[0]).as("once is enough").isEqualTo(2);
  }

  @Test
  void pingsThatWaitForTheirListenersAreToldOnce() {
    SlowHandlers handlers = new SlowHandlers();
    rig(builder -> builder.handlers(handlers));
    rig.manager.onPing(() -> rig.log.add("ping")).open();
    FakeSession session = rig.session().open();

    session.ping().ping().ping();
    handlers.runAll();
    assertThat(rig.log()).containsExactly("ping");

    session.ping();
    handlers.runAll();
    assertThat(rig.log()).containsExactly("ping");
  }

  @Test
  void socketsSeeTheLossAndComeBack() {
    Socket socket = rig.connected("/");
    rig.connected("/two");

    rig.session().lose(DisconnectReason.TRANSPORT_CLOSE);
    assertThat(socket.isActive()).isTrue();
    assertThat(socket.id()).isEmpty();
    rig.seconds(1);
    rig.session().open();
    assertThat(rig.session().sent()).containsExactly("0", "0/two,");
    rig.join("/two", "b");
    rig.join("/", "c");

    assertThat(rig.log())
        .containsExactly(
            "/ disconnect transport close",
            "/two disconnect transport close",
            "/two connect",
            "/ connect");
    assertThat(socket.id()).contains("c");
  }

  @Test
  void saysWhyTheConnectionBroke() {
    Socket socket = rig.connected("/");

    rig.session().fail(Rig.refused());

    assertThat(socket.disconnectDetail()).contains(Rig.refused().getMessage());
    assertThat(socket.state())
        .isInstanceOfSatisfying(
            SocketState.Reconnecting.class,
            waiting -> {
              assertThat(waiting.attempt()).isEqualTo(1);
              assertThat(waiting.delay()).isEqualTo(Duration.ofSeconds(1));
              assertThat(waiting.failure()).isPresent();
              assertThat(waiting.reason()).contains(DisconnectReason.TRANSPORT_ERROR);
            });
  }

  @Test
  void lossBeforeTheAnswerToConnectIsAConnectError() {
    Socket socket = rig.logging(rig.manager.socket("/")).connect();
    rig.session().open().lose(DisconnectReason.TRANSPORT_CLOSE);

    assertThat(rig.log()).singleElement().asString().startsWith("/ connect_error closed:");
    assertThat(socket.isActive()).isTrue();
  }

  @Test
  void whoConnectsWhileItWaitsWaitsToo() {
    rig.manager.open();
    rig.session().fail(Rig.refused());

    Socket socket = rig.manager.socket("/").connect();

    assertThat(socket.state()).isInstanceOf(SocketState.Reconnecting.class);
    rig.seconds(1);
    rig.session().open();
    rig.join("/", "a");
    assertThat(socket.isConnected()).isTrue();
  }

  @Test
  void closingWhileItWaitsEndsTheWait() {
    Socket socket = rig.manager.socket("/").connect();
    rig.session().fail(Rig.refused());

    rig.manager.close();
    rig.seconds(60);

    assertThat(rig.sessions).hasSize(1);
    assertThat(socket.isActive()).isFalse();
    assertThat(rig.timers.pending()).isZero();
  }

  @Test
  void brokenProtocolEndsTheConnectionAndItComesBack() {
    Socket socket = rig.connected("/");

    rig.session().receive("2[\"event\"");

    assertThat(rig.session().closed).isTrue();
    assertThat(rig.log())
        .satisfiesExactly(
            first -> assertThat(first).startsWith("violated "),
            second -> assertThat(second).isEqualTo("/ disconnect parse error"));
    rig.session().receive("2[\"late\"]");
    assertThat(rig.log()).isEmpty();
    rig.seconds(1);
    rig.session().open();
    rig.join("/", "b");
    assertThat(socket.isConnected()).isTrue();
  }

  @Test
  void attachmentsWithoutBoundsAreNotTaken() {
    rig(builder -> builder.limits(limits().withMaxReassemblyBytes(1_000)));
    rig.connected("/");

    rig.session()
        .receive(
            "52-[\"file\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]");
    rig.session().receive(new byte[2_000]);

    assertThat(rig.log()).contains("/ disconnect parse error");
  }

  private static Limits limits() {
    return Limits.defaults();
  }

  @Test
  void managerListenersThatThrowHarmNothing() {
    rig.manager.onOpen(
        () -> {
          throw new Exception("open");
        });
    ConnectionListeners.Signal removed = () -> rig.log.add("removed");
    rig.manager.onOpen(removed).off(removed);
    listenToManager();

    rig.manager.open();
    rig.session().open();

    assertThat(rig.log()).containsExactly("failed open open", "open");
  }
}
