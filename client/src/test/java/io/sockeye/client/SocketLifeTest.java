package io.sockeye.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sockeye.DisconnectReason;
import io.sockeye.client.engine.ConnectFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How a socket comes into a namespace, and out of it. */
final class SocketLifeTest {
  private final Rig rig = new Rig();

  @Test
  void connectsToItsNamespace() {
    Socket socket = rig.logging(rig.manager.socket("/chat")).connect();
    assertThat(socket.state()).isEqualTo(new SocketState.Connecting());
    assertThat(socket.isActive()).isTrue();

    rig.session().open();
    assertThat(rig.session().sent()).containsExactly("0/chat,");
    assertThat(socket.isConnected()).isFalse();

    rig.session().receive("0/chat,{\"sid\":\"abc\"}");
    assertThat(socket.isConnected()).isTrue();
    assertThat(socket.id()).contains("abc");
    assertThat(socket.recovered()).isFalse();
    assertThat(socket.state()).isEqualTo(new SocketState.Connected(false));
    assertThat(rig.log()).containsExactly("/chat connect");
  }

  @Test
  void connectingTwiceIsConnectingOnce() {
    Socket socket = rig.manager.socket("/").connect().connect();
    rig.session().open();
    socket.connect();
    rig.join("/", "a");
    socket.connect();

    assertThat(rig.sessions).hasSize(1);
    assertThat(rig.session().sent()).containsExactly("0");
  }

  @Test
  void aNamespaceHasOneSocket() {
    Socket socket = rig.manager.socket("chat");

    assertThat(rig.manager.socket("/chat")).isSameAs(socket);
    assertThat(socket.namespace()).isEqualTo("/chat");
    assertThatThrownBy(() -> rig.manager.socket("/chat", () -> "token"))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> rig.manager.socket("/a,b"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void tellsEachState() {
    List<SocketState> states = new ArrayList<>();
    Socket socket = rig.manager.socket("/").onState(states::add);
    assertThat(socket.state()).isEqualTo(new SocketState.Idle());

    socket.connect();
    rig.session().open();
    rig.join("/", "a");
    rig.session().lose(DisconnectReason.PING_TIMEOUT);
    rig.seconds(1);
    rig.session().fail(Rig.refused());
    socket.disconnect();

    assertThat(states)
        .hasSize(6)
        .startsWith(
            new SocketState.Connecting(),
            new SocketState.Connected(false),
            new SocketState.Reconnecting(
                1,
                Duration.ofSeconds(1),
                Optional.empty(),
                Optional.of(DisconnectReason.PING_TIMEOUT)),
            new SocketState.Connecting())
        .endsWith(new SocketState.Closed(DisconnectReason.IO_CLIENT_DISCONNECT));
    assertThat(states.get(4)).isInstanceOf(SocketState.Reconnecting.class);
  }

  @Test
  void refusalIsTheServersWordAndFinal() {
    Socket socket = rig.logging(rig.manager.socket("/")).connect();
    List<ConnectFailure> failures = new ArrayList<>();
    socket.onConnectError(failures::add);
    rig.session().open();

    rig.session().receive("4{\"message\":\"go away\",\"data\":{\"code\":42}}");
    rig.seconds(60);

    assertThat(rig.log()).containsExactly("/ connect_error go away");
    assertThat(failures)
        .singleElement()
        .isInstanceOfSatisfying(
            ConnectFailure.Refused.class,
            refused -> assertThat(refused.data()).contains(Map.of("code", 42)));
    assertThat(socket.state())
        .isEqualTo(new SocketState.Refused("go away", Optional.of(Map.of("code", 42))));
    assertThat(socket.isActive()).isFalse();
    assertThat(rig.session().closed).as("the last one leaves").isTrue();
    assertThat(rig.sessions).hasSize(1);
  }

  @Test
  void whoWasRefusedMayConnectAgain() {
    Socket socket = rig.manager.socket("/").connect();
    rig.session().open().receive("4{\"message\":\"not yet\"}");

    socket.connect();
    rig.session().open();
    rig.join("/", "a");

    assertThat(rig.sessions).hasSize(2);
    assertThat(socket.isConnected()).isTrue();
  }

  @Test
  void serverPutsItOutForGood() {
    Socket socket = rig.connected("/");

    rig.session().receive("1");
    rig.seconds(60);

    assertThat(rig.log()).containsExactly("/ disconnect io server disconnect");
    assertThat(socket.state())
        .isEqualTo(new SocketState.Closed(DisconnectReason.IO_SERVER_DISCONNECT));
    assertThat(socket.isActive()).isFalse();
    assertThat(socket.id()).isEmpty();
    assertThat(rig.sessions).hasSize(1);
  }

  @Test
  void leavesAndTheLastOneClosesTheConnection() {
    Socket socket = rig.connected("/");

    socket.disconnect();

    assertThat(rig.session().sent()).containsExactly("1");
    assertThat(rig.session().closed).isTrue();
    assertThat(rig.log()).containsExactly("/ disconnect io client disconnect");
    assertThat(rig.manager.isOpen()).isFalse();
    assertThat(rig.timers.pending()).isZero();
  }

  @Test
  void othersKeepTheConnection() {
    Socket one = rig.connected("/one");
    Socket two = rig.connected("/two");

    one.disconnect();
    assertThat(rig.session().closed).isFalse();
    assertThat(two.isConnected()).isTrue();

    two.disconnect();
    assertThat(rig.session().closed).isTrue();
  }

  @Test
  void eventsGoToTheSocketOfTheirNamespace() {
    rig.connected("/one");
    rig.connected("/two");

    rig.session().receive("2/two,[\"hello\",1]").receive("2/one,[\"hello\",2]");
    rig.session().receive("2/three,[\"hello\",3]");

    assertThat(rig.log()).containsExactly("/two hello[1]", "/one hello[2]");
  }

  @Test
  void whoLeavesBeforeTheAnswerLeavesWhenItIsThere() {
    Socket other = rig.connected("/other");
    Socket socket = rig.logging(rig.manager.socket("/")).connect();
    assertThat(rig.session().sent()).containsExactly("0");

    socket.disconnect();
    assertThat(rig.session().sent()).as("a server closes those who leave too early").isEmpty();
    rig.join("/", "late");

    assertThat(rig.session().sent()).containsExactly("1");
    assertThat(socket.isConnected()).isFalse();
    assertThat(other.isConnected()).isTrue();
    assertThat(rig.log()).isEmpty();
  }

  @Test
  void whoComesBackBeforeTheAnswerAsksWhenItIsThere() {
    rig.connected("/other");
    Socket socket = rig.manager.socket("/").connect();
    rig.session().sent();

    socket.disconnect().connect();
    assertThat(rig.session().sent()).as("to ask twice is forbidden").isEmpty();
    rig.join("/", "first");
    assertThat(rig.session().sent()).containsExactly("1", "0");
    assertThat(socket.isConnected()).isFalse();
    rig.join("/", "second");

    assertThat(socket.id()).contains("second");
  }

  @Test
  void whatWaitsForItsListenersAfterLeavingIsNotHeard() {
    SlowHandlers handlers = new SlowHandlers();
    Rig slow = new Rig(builder -> builder.handlers(handlers));
    Socket socket = slow.logging(slow.manager.socket("/")).connect();
    slow.session().open();
    slow.join("/", "a");
    slow.session().receive("2[\"early\"]");

    socket.disconnect();
    handlers.runAll();

    assertThat(slow.log()).containsExactly("/ connect", "/ disconnect io client disconnect");
  }

  @Test
  void oldServersAreNamed() {
    Socket socket = rig.logging(rig.manager.socket("/")).connect();
    rig.session().open();

    rig.session().receive("0");
    rig.seconds(60);

    assertThat(rig.log())
        .singleElement()
        .asString()
        .contains("v2.x", "update the server", "migrating-from-2-x-to-3-0");
    assertThat(socket.state()).isInstanceOf(SocketState.Failed.class);
    assertThat(rig.sessions).as("another attempt would be of no use").hasSize(1);
  }

  @Test
  void aServerThatDoesNotAnswerIsLeftAfterAWhile() {
    Socket socket = rig.logging(rig.manager.socket("/")).connect();
    rig.session().open();

    rig.seconds(20);

    assertThat(rig.log()).singleElement().asString().contains("the answer to CONNECT for /");
    assertThat(rig.session().closed).isTrue();
    assertThat(socket.state()).isInstanceOf(SocketState.Reconnecting.class);
    rig.seconds(1);
    assertThat(rig.sessions).hasSize(2);
  }

  @Test
  void othersDoNotSufferFromANamespaceThatDoesNotAnswer() {
    Socket other = rig.connected("/other");
    Socket socket = rig.logging(rig.manager.socket("/mute")).connect();

    rig.seconds(20);
    assertThat(rig.log()).singleElement().asString().contains("the answer to CONNECT for /mute");
    assertThat(other.isConnected()).isTrue();

    rig.join("/mute", "late");
    assertThat(socket.isConnected()).isTrue();
  }

  @Test
  void listenersThatThrowHarmNothing() {
    Socket socket = rig.manager.socket("/");
    socket.onConnect(
        () -> {
          throw new IllegalStateException("connect");
        });
    socket.onDisconnect(
        reason -> {
          throw new StackOverflowError("disconnect");
        });
    socket.onState(
        state -> {
          throw new Exception("state");
        });
    socket.on(
        "event",
        (args, ack) -> {
          throw new Exception("event");
        });
    rig.logging(socket).connect();
    rig.session().open();
    rig.join("/", "a");
    rig.session().receive("2[\"event\"]");
    socket.disconnect();

    assertThat(rig.log())
        .containsSubsequence(
            "failed connect connect",
            "/ connect",
            "/ event[]",
            "failed event event",
            "failed disconnect disconnect",
            "/ disconnect io client disconnect")
        .contains("failed state state");
  }

  @Test
  void removedListenersHearNothing() {
    ConnectionListeners.Signal signal = () -> rig.log.add("heard");
    ConnectionListeners.State states = state -> rig.log.add("heard");
    Socket socket = rig.manager.socket("/").onConnect(signal).onState(states).offConnect(signal);
    socket.offState(states).connect();
    rig.session().open();
    rig.join("/", "a");

    assertThat(rig.log()).isEmpty();
  }

  @Test
  void closingTheManagerDisconnectsAllAndLeavesNothing() {
    rig.connected("/one");
    Socket two = rig.connected("/two");

    rig.manager.close();
    rig.manager.close();

    assertThat(rig.log())
        .containsExactlyInAnyOrder(
            "/one disconnect io client disconnect", "/two disconnect io client disconnect");
    assertThat(rig.session().sent()).containsExactlyInAnyOrder("1/one,", "1/two,");
    assertThat(rig.session().closed).isTrue();
    assertThat(rig.timers.pending()).isZero();

    two.connect();
    assertThat(rig.sessions).as("it may be used again").hasSize(2);
  }

  @Test
  void closingWhileConnectingEndsTheAttempt() {
    Socket socket = rig.logging(rig.manager.socket("/")).connect();

    rig.manager.close();

    assertThat(rig.session().closed).isTrue();
    assertThat(socket.state())
        .isEqualTo(new SocketState.Closed(DisconnectReason.IO_CLIENT_DISCONNECT));
    rig.session().open();
    assertThat(rig.session().sent()).isEmpty();
  }

  @Test
  void closingFromAListenerIsFine() {
    Socket socket = rig.logging(rig.manager.socket("/"));
    socket.onConnect(rig.manager::close).connect();
    rig.session().open();
    rig.join("/", "a");

    assertThat(rig.log()).containsExactly("/ connect", "/ disconnect io client disconnect");
    assertThat(rig.session().closed).isTrue();
  }
}
