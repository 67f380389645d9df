package io.sockeye.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sockeye.client.engine.ConnectFailure;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What {@link Socket#connected} tells, and when. */
final class ConnectedTest {
  private final Rig rig = new Rig();

  @Test
  void connectedTellsWhatComesOfIt() {
    Socket socket = rig.manager.socket("/").connect();
    CompletableFuture<Socket> first = socket.connected();
    assertThat(first).isNotDone();

    rig.session().fail(Rig.refused());
    assertThat(first).isCompletedExceptionally();

    CompletableFuture<Socket> second = socket.connected();
    rig.seconds(1);
    rig.session().open();
    rig.join("/", "a");
    assertThat(second).isCompletedWithValue(socket);
    assertThat(socket.connected()).isCompletedWithValue(socket);
  }

  @Test
  void connectedFailsWhenTheProgramLeaves() {
    Socket socket = rig.manager.socket("/").connect();
    CompletableFuture<Socket> future = socket.connected();

    socket.disconnect();

    assertThat(future).isCompletedExceptionally();
  }

  @Test
  void connectedFailsAtOnceWhereNothingIsUnderWay() {
    Socket socket = rig.manager.socket("/");

    assertThatThrownBy(() -> socket.connected().getNow(null))
        .hasCauseInstanceOf(ConnectFailure.Closed.class)
        .hasMessageContaining("call connect() first");

    socket.connect().disconnect();
    assertThat(socket.connected()).isCompletedExceptionally();
  }

  @Test
  void connectedTellsOfARefusalThatCameBefore() {
    Socket socket = rig.manager.socket("/").connect();
    rig.session().open().receive("4{\"message\":\"not you\",\"data\":7}");

    assertThatThrownBy(() -> socket.connected().getNow(null))
        .cause()
        .isInstanceOfSatisfying(
            ConnectFailure.Refused.class,
            refused -> {
              assertThat(refused).hasMessage("not you");
              assertThat(refused.data()).hasValue(7);
            });
  }

  @Test
  void connectedTellsOfAFailureThatCameBefore() {
    Rig once = new Rig(builder -> builder.reconnection(false));
    Socket socket = once.manager.socket("/").connect();
    ConnectFailure failure = Rig.refused();
    once.session().fail(failure);

    assertThatThrownBy(() -> socket.connected().getNow(null)).hasCause(failure);
  }

  @Test
  void connectedFailsWhenTheManagerIsClosed() {
    CompletableFuture<Socket> future = rig.manager.socket("/").connect().connected();

    rig.manager.close();

    assertThat(future).isCompletedExceptionally();
  }
}
