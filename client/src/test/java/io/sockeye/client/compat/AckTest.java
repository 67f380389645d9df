package io.sockeye.client.compat;

import static io.sockeye.client.compat.CompatRig.next;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sockeye.server.SocketIoServer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Answers, both ways, as the official client has them. */
final class AckTest {
  private final SocketIoServer io = SocketIoServer.create();
  @AutoClose private final CompatRig rig = new CompatRig(io);

  @Test
  void serverAnswersClient() throws Exception {
    io.onConnection(
        socket -> socket.on("update", (args, ack) -> ack.send("ok", args.get(0), args.size())));
    Socket socket = rig.connected("/");
    BlockingQueue<List<@Nullable Object>> answers = new LinkedBlockingQueue<>();

    socket.emit("update", "1", Map.of("name", "x"), (Ack) args -> answers.add(List.of(args)));
    assertThat(next(answers)).containsExactly("ok", "1", 2);

    socket.emit("update", new Object[] {"2"}, args -> answers.add(List.of(args)));
    assertThat(next(answers)).containsExactly("ok", "2", 1);
  }

  @Test
  void answersAndEventsComeInTheOrderOfTheServer() throws Exception {
    io.onConnection(
        socket ->
            socket.on(
                "ask",
                (args, ack) -> {
                  socket.emit("before", args.get(0));
                  ack.send(args.get(0));
                }));
    Socket socket = rig.connected("/");
    BlockingQueue<String> log = new LinkedBlockingQueue<>();
    socket.on("before", args -> log.add("event " + args[0]));

    for (int i = 0; i < 200; i++) {
      socket.emit("ask", i, (Ack) args -> log.add("answer " + args[0]));
    }

    for (int i = 0; i < 200; i++) {
      assertThat(next(log)).isEqualTo("event " + i);
      assertThat(next(log)).isEqualTo("answer " + i);
    }
  }

  @Test
  void clientAnswersServer() throws Exception {
    BlockingQueue<Object> answers = new LinkedBlockingQueue<>();
    io.onConnection(
        socket ->
            socket.on(
                "begin",
                (args, ack) -> answers.add(socket.emitWithAck("sum", Integer.class, 1, 2).get())));
    Socket socket = rig.connected("/");
    socket.on(
        "sum", args -> ((Ack) args[args.length - 1]).call((Integer) args[0] + (Integer) args[1]));

    socket.emit("begin");

    assertThat(next(answers)).isEqualTo(3);
  }

  @Test
  void eventThatWantsNoAnswerBringsNoAck() throws Exception {
    io.onConnection(socket -> socket.on("begin", (args, ack) -> socket.emit("plain", 1)));
    Socket socket = rig.connected("/");
    var plain = CompatRig.events(socket, "plain");

    socket.emit("begin");

    assertThat(next(plain)).containsExactly(1);
  }

  @Test
  void ackWithTimeoutIsToldTheAnswer() throws Exception {
    io.onConnection(socket -> socket.onRequest("ask", args -> "yes"));
    Socket socket = rig.connected("/");
    var outcome = new Outcome(20_000);

    socket.emit("ask", outcome);

    assertThat(next(outcome.log)).isEqualTo("success [yes]");
  }

  @Test
  void ackWithTimeoutIsToldThatTheTimeIsOver() throws Exception {
    io.onConnection(socket -> socket.on("ask", (args, ack) -> {}));
    Socket socket = rig.connected("/");
    var outcome = new Outcome(50);

    socket.emit("ask", new Object[] {1}, outcome);

    assertThat(next(outcome.log)).isEqualTo("timeout");
  }

  @Test
  void ackWithTimeoutIsToldThatTheConnectionEnded() throws Exception {
    io.onConnection(socket -> socket.on("ask", (args, ack) -> socket.disconnect()));
    Socket socket = rig.connected("/");
    var outcome = new Outcome(60_000);

    socket.emit("ask", outcome);

    assertThat(next(outcome.log)).isEqualTo("timeout");
  }

  @Test
  void ackWithTimeoutOfNothingIsRefused() {
    assertThatThrownBy(() -> new Outcome(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("timeout");
  }

  private static final class Outcome extends AckWithTimeout {
    final BlockingQueue<String> log = new LinkedBlockingQueue<>();

    Outcome(long timeout) {
      super(timeout);
    }

    @Override
    public void onSuccess(@Nullable Object... args) {
      log.add("success " + Arrays.toString(args));
    }

    @Override
    public void onTimeout() {
      log.add("timeout");
    }
  }
}
