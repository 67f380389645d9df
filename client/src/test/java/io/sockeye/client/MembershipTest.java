package io.sockeye.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.DisconnectReason;
import io.sockeye.SocketIoException;
import io.sockeye.client.engine.ConnectFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How sockets come into their namespaces and out of them, on a connection that others keep. */
final class MembershipTest {
  private final Rig rig = new Rig();

  @Test
  void connectAndDisconnectWaitForRoomInOrder() {
    rig.connected("/");
    Socket chat = rig.connected("/chat");

    rig.session().full(true);
    chat.disconnect().connect();
    rig.logging(rig.manager.socket("/news")).connect();
    rig.session().full(false);
    assertThat(rig.session().sent()).isEmpty();
    rig.session().drain();

    assertThat(rig.session().sent()).containsExactly("1/chat,", "0/chat,", "0/news,");
  }

  @Test
  void connectThatTheSessionWillNeverTakeFailsTheSocket() {
    rig.connected("/");
    Socket chat = rig.logging(rig.manager.socket("/chat", () -> Map.of("token", "large")));
    SocketIoException tooLarge = new SocketIoException("payload too large");

    rig.session().refusal = Optional.of(new Session.Refusal(false, tooLarge));
    chat.connect();

    assertThat(chat.isActive()).isFalse();
    assertThat(chat.state())
        .isInstanceOfSatisfying(
            SocketState.Failed.class,
            failed ->
                assertThat(failed.failure())
                    .isInstanceOf(ConnectFailure.Auth.class)
                    .hasCause(tooLarge));
    assertThat(rig.log()).singleElement().asString().contains("connect_error", "too large");

    rig.session().refusal = Optional.empty();
    chat.connect();
    assertThat(rig.session().sent()).containsExactly("0/chat,{\"token\":\"large\"}");
  }

  @Test
  void connectThatIsTooLargeWhenThereIsRoomFailsTheSocketToo() {
    rig.connected("/");
    rig.session().full(true);
    Socket chat = rig.logging(rig.manager.socket("/chat")).connect();

    rig.session().refusal =
        Optional.of(new Session.Refusal(false, new SocketIoException("payload too large")));
    rig.session().drain();

    assertThat(chat.state()).isInstanceOf(SocketState.Failed.class);
  }

  @Test
  void answersThatWillNeverBeSentAreReported() {
    Socket socket = rig.connected("/");
    socket.on("ask", (args, ack) -> ack.send("answer"));
    rig.session().full(true);
    rig.session().receive("21[\"ask\"]");
    rig.log();

    rig.session().refusal =
        Optional.of(new Session.Refusal(false, new SocketIoException("payload too large")));
    rig.session().drain();

    assertThat(rig.log()).containsExactly("dropped ack");
  }

  @Test
  void serversDisconnectOfAnEarlierTimeIsNotForTheNewOne() {
    rig.connected("/");
    Socket chat = rig.connected("/chat");
    chat.disconnect().connect();
    assertThat(rig.session().sent()).containsExactly("1/chat,", "0/chat,");
    rig.log();

    rig.session().receive("1/chat,"); // before it heard that we left
    rig.join("/chat", "new");

    assertThat(chat.id()).contains("new");
    assertThat(rig.session().sent()).isEmpty();
    assertThat(rig.log()).containsExactly("/chat connect");
  }

  @Test
  void eventsOfAnEarlierTimeReachNobody() {
    rig.connected("/");
    Socket chat = rig.connected("/chat");
    chat.disconnect().connect();
    rig.log();

    rig.session().receive("2/chat,[\"old\"]");
    rig.join("/chat", "new");
    rig.session().receive("2/chat,[\"new\"]");

    assertThat(rig.log()).containsExactly("/chat connect", "/chat new[]");
  }

  @Test
  void eventsThatWaitForListenersReachNobodyAfterTheProgramLeft() {
    SlowHandlers handlers = new SlowHandlers();
    Rig slow = new Rig(builder -> builder.handlers(handlers));
    Socket socket = slow.manager.socket("/").connect();
    slow.session().open();
    slow.join("/", "a");
    socket.onAny((event, args) -> slow.log.add(event));

    // The event comes after the program asked to leave, and before the manager got to that.
    slow.manager
        .mailbox()
        .execute(
            () -> {
              slow.session().receive("2[\"late\"]");
              socket.disconnect();
            });
    handlers.runAll();

    assertThat(slow.log()).isEmpty();
  }

  @Test
  void whatWasReceivedBeforeTheServerPutUsOutIsHeard() {
    SlowHandlers handlers = new SlowHandlers();
    Rig slow = new Rig(builder -> builder.handlers(handlers));
    Socket socket = slow.manager.socket("/").connect();
    slow.session().open();
    slow.join("/", "a");
    socket.onAny((event, args) -> slow.log.add(event));

    slow.session().receive("2[\"farewell\"]").receive("1");
    handlers.runAll();

    assertThat(slow.log()).containsExactly("farewell");
  }

  @Test
  void anUnansweredConnectIsNoticedWhenNobodyElseNeedsTheConnection() {
    List<ConnectFailure> observed = new ArrayList<>();
    Rig watched =
        new Rig(
            builder ->
                builder.observer(
                    new ClientObserver() {
                      @Override
                      public void joinFailed(Socket socket, ConnectFailure failure) {
                        observed.add(failure);
                      }
                    }));
    Socket other = watched.connected("/");
    Socket chat = watched.logging(watched.manager.socket("/chat")).connect();
    watched.seconds(20);
    assertThat(watched.log()).singleElement().asString().startsWith("/chat connect_error timeout");
    watched.seconds(40);
    assertThat(watched.log()).as("once is enough").isEmpty();
    assertThat(observed).hasSize(1);

    other.disconnect();
    watched.seconds(20);

    assertThat(watched.sessions.get(0).closed).isTrue();
    assertThat(chat.isActive()).isTrue();
    watched.seconds(1);
    assertThat(watched.sessions).hasSize(2);
  }

  @Test
  void aLossIsToldWhenAllKnowWhatComesNext() {
    Socket one = rig.connected("/");
    Socket two = rig.connected("/two");
    one.onState(state -> rig.log.add("/ " + state.getClass().getSimpleName()))
        .onDisconnect(
            reason ->
                rig.log.add(
                    one.isActive()
                        + " "
                        + one.state().getClass().getSimpleName()
                        + ", "
                        + two.isConnected()
                        + " "
                        + two.state().getClass().getSimpleName()));

    rig.session().lose(DisconnectReason.TRANSPORT_CLOSE);

    assertThat(rig.log())
        .containsExactly(
            "/ Reconnecting",
            "/ disconnect transport close",
            "true Reconnecting, false Reconnecting",
            "/two disconnect transport close");
  }

  @Test
  void theLastLossIsToldAsSuch() {
    Rig once = new Rig(builder -> builder.reconnection(false));
    Socket socket = once.connected("/");
    socket.onDisconnect(
        reason ->
            once.log.add(socket.isActive() + " " + socket.state().getClass().getSimpleName()));

    once.session().lose(DisconnectReason.TRANSPORT_CLOSE);

    assertThat(once.log()).containsExactly("/ disconnect transport close", "false Closed");
  }

  @Test
  void theLastLossBeforeTheAnswerIsToldAsSuch() {
    Rig once = new Rig(builder -> builder.reconnection(false));
    Socket socket = once.manager.socket("/");
    socket
        .onState(state -> once.log.add(state.getClass().getSimpleName()))
        .onConnectError(failure -> once.log.add("connect_error " + socket.isActive()))
        .connect();
    once.session().open().lose(DisconnectReason.TRANSPORT_CLOSE);

    assertThat(once.log()).containsExactly("Connecting", "Closed", "connect_error false");
  }
}
