package io.sockeye.client;

import static io.sockeye.client.Rig.assertFailed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sockeye.Args;
import io.sockeye.DisconnectReason;
import io.sockeye.DisconnectedException;
import io.sockeye.SendResult;
import io.sockeye.SocketIoException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of events that a program emits. */
final class EmitTest {
  private final Rig rig = new Rig();

  private static SocketOptions.Builder options() {
    return SocketOptions.builder();
  }

  @Test
  void sendsEventsInOrder() {
    Socket socket = rig.connected("/chat");

    socket.emit("one", 1, "two", Map.of("three", 3));
    socket.emit("none");
    socket.send("text");
    socket.emit("bytes", (Object) new byte[] {1, 2, 3});

    assertThat(rig.session().sent())
        .containsExactly(
            "2/chat,[\"one\",1,\"two\",{\"three\":3}]",
            "2/chat,[\"none\"]",
            "2/chat,[\"message\",\"text\"]",
            "51-/chat,[\"bytes\",{\"_placeholder\":true,\"num\":0}]",
            "binary 3");
  }

  @ParameterizedTest
  @ValueSource(strings = {"connect", "connect_error", "disconnect", "disconnecting", "newListener"})
  void reservedNamesAreRefused(String name) {
    Socket socket = rig.manager.socket("/");

    assertThatThrownBy(() -> socket.emit(name)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> socket.on(name, (args, ack) -> {}))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatIsEmittedTooEarlyWaitsAndGoesAheadOfConnectListeners() {
    Socket socket = rig.manager.socket("/");
    socket.onConnect(() -> socket.emit("third"));
    socket.emit("first");
    socket.asVolatile().emit("dropped");
    socket.connect().emit("second");
    rig.session().open();
    assertThat(rig.session().sent()).containsExactly("0");
    assertThat(socket.bufferedCount()).isEqualTo(2);

    rig.join("/", "a");

    assertThat(rig.session().sent())
        .containsExactly("2[\"first\"]", "2[\"second\"]", "2[\"third\"]");
    assertThat(socket.bufferedCount()).isZero();
  }

  @Test
  void whatIsEmittedWhileTheConnectionIsLostIsSentOnce() {
    Socket socket = rig.connected("/");
    rig.session().lose(DisconnectReason.TRANSPORT_CLOSE);
    for (int i = 0; i < 10_000; i++) {
      socket.emit("event", i);
    }
    rig.seconds(1);
    rig.session().open();
    rig.session().sent();
    rig.join("/", "b");

    List<String> sent = rig.session().sent();
    assertThat(sent).hasSize(10_000).startsWith("2[\"event\",0]").endsWith("2[\"event\",9999]");

    rig.session().lose(DisconnectReason.TRANSPORT_CLOSE);
    rig.seconds(10);
    rig.session().open();
    rig.join("/", "c");
    assertThat(rig.session().sent()).containsExactly("0");
  }

  @Test
  void theOldestGivesWay() {
    Socket socket = rig.manager.socket("/", options().maxBufferedPackets(2).build());
    CompletableFuture<Args> first = socket.emitWithAck("first");
    socket.emit("second");
    socket.emit("third");

    assertFailed(first, SocketIoException.class);
    assertThat(rig.log()).containsExactly("limit maxBufferedPackets", "dropped first");
    socket.connect();
    rig.session().open();
    rig.join("/", "a");
    assertThat(rig.session().sent()).containsExactly("0", "2[\"second\"]", "2[\"third\"]");
  }

  @Test
  void orTheNewOneIsRefused() {
    Socket socket =
        rig.manager.socket(
            "/",
            options().maxBufferedPackets(2).whenFull(SocketOptions.WhenFull.REJECT_NEW).build());
    socket.emit("first");
    socket.emit("second");
    CompletableFuture<Args> third = socket.emitWithAck("third");

    assertFailed(third, SocketIoException.class);
    socket.connect();
    rig.session().open();
    rig.join("/", "a");
    assertThat(rig.session().sent()).containsExactly("0", "2[\"first\"]", "2[\"second\"]");
  }

  @Test
  void bytesAreBoundedToo() {
    Socket socket = rig.manager.socket("/", options().maxBufferedBytes(2_000).build());
    String large = "x".repeat(900);
    socket.emit("a", large);
    socket.emit("b", large);
    socket.emit("c", large);
    socket.emit("d", large + large + large);

    assertThat(socket.bufferedCount()).isEqualTo(2);
    assertThat(rig.log())
        .containsExactly(
            "limit maxBufferedPackets", "dropped a", "limit maxBufferedPackets", "dropped d");
  }

  @Test
  void whatCannotWaitAtAllSaysSo() {
    Socket socket = rig.manager.socket("/", options().maxBufferedBytes(100).build());

    assertThat(socket.emitWithAck("large", "x".repeat(100)))
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .withMessageContaining("maxBufferedBytes: the event alone is too large")
        .withMessageContaining("at most 100 bytes, got 115");
  }

  @Test
  void whatTheSessionHasNoRoomForWaits() {
    Socket socket = rig.connected("/");
    rig.session().full(true);
    socket.emit("first");
    socket.emit("second");
    rig.session().full(false);
    socket.emit("third");
    assertThat(rig.session().sent()).as("in order").isEmpty();

    rig.session().drain();

    assertThat(rig.session().sent())
        .containsExactly("2[\"first\"]", "2[\"second\"]", "2[\"third\"]");
  }

  @Test
  void whatTheSessionWillNeverTakeIsDropped() {
    Socket socket = rig.connected("/");
    rig.session().refusal =
        Optional.of(new Session.Refusal(false, new SocketIoException("payload too large")));

    CompletableFuture<Args> answer = socket.emitWithAck("file", "x");

    assertThatThrownBy(answer::get).hasMessageContaining("payload too large");
    assertThat(rig.log()).containsExactly("dropped file");
    rig.session().refusal = Optional.empty();
    socket.emit("next");
    assertThat(rig.session().sent()).containsExactly("2[\"next\"]");
  }

  @Test
  void volatileEventsAreDroppedWhileTheConnectionIsNotWritable() {
    Socket socket = rig.connected("/");
    rig.session().writable = false;
    socket.asVolatile().emit("dropped");
    socket.emit("kept");
    rig.session().writable = true;
    socket.asVolatile().emit("sent");

    assertThat(rig.session().sent()).containsExactly("2[\"kept\"]", "2[\"sent\"]");
  }

  @Test
  void senderIsToldWhatBecameOfAnEvent() {
    Socket socket = rig.manager.socket("/");

    assertThat(socket.emit("kept")).isEqualTo(SendResult.SENT);
    assertThat(socket.asVolatile().emit("dropped")).isEqualTo(SendResult.DROPPED);
    socket.connect();
    rig.session().open();
    rig.join("/", "a");
    assertThat(socket.asVolatile().emit("sent")).isEqualTo(SendResult.SENT);

    assertThat(rig.session().sent()).containsExactly("0", "2[\"kept\"]", "2[\"sent\"]");
  }

  @Test
  void volatileRequestsFailAtOnceWithoutConnection() {
    Socket socket = rig.manager.socket("/");

    assertFailed(socket.asVolatile().emitWithAck("now"), DisconnectedException.class);
  }

  @Test
  void compressFlagGoesWithThePacket() {
    Socket socket = rig.connected("/");

    socket.compress(false).emit("secret");
    socket.emit("public");

    assertThat(rig.session().groups).extracting(group -> group.compress()).endsWith(false, true);
  }

  @Test
  void outgoingListenersHearWhatIsReallySent() {
    Socket socket = rig.manager.socket("/");
    List<String> heard = new ArrayList<>();
    socket.onAnyOutgoing((event, args) -> heard.add(event + args.toList()));
    socket.emit("early", 1);
    socket.asVolatile().emit("dropped");
    assertThat(heard).isEmpty();

    socket.connect();
    rig.session().open();
    rig.join("/", "a");
    socket.emit("late", 2);
    rig.session().receive("21[\"question\"]");

    assertThat(heard).containsExactly("early[1]", "late[2]");
  }
}
