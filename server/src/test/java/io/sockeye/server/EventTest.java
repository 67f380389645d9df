package io.sockeye.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sockeye.Ack;
import io.sockeye.EventListener;
import io.sockeye.Listeners;
import io.sockeye.TypeRef;
import io.sockeye.concurrent.ManualTimers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** How an event finds its listeners, and what becomes of its ack. */
final class EventTest {
  private record Say(String text) {}

  private final Recorder recorder = new Recorder();
  private final SocketIoServer io =
      SocketIoServer.builder()
          .timers(new ManualTimers())
          .inlineHandlers()
          .observer(recorder)
          .build();

  private final List<Object> seen = new ArrayList<>();

  private TestClient connected(ConnectionListener listener) {
    io.onConnection(listener);
    return TestClient.connect(io);
  }

  @Test
  void rawListenerGetsTheArgumentsAsTheyCame() {
    TestClient client =
        connected(socket -> socket.on("raw", (args, ack) -> seen.addAll(args.toList())));

    client.send("42[\"raw\",1,\"two\",null,{\"three\":[4.5]}]");

    assertThat(seen).containsExactly(1, "two", null, Map.of("three", List.of(4.5)));
  }

  @Test
  void typedListenersGetTheirTypes() {
    TestClient client =
        connected(
            socket -> {
              socket.on("one", Say.class, seen::add);
              socket.on("two", Integer.class, Long.class, (x, y) -> seen.add(x + ":" + y));
              socket.on(
                  "three",
                  String.class,
                  boolean.class,
                  byte[].class,
                  (a, b, c) -> seen.add(a + b + c.length));
              socket.on("list", new TypeRef<List<Say>>() {}, seen::add);
            });

    client.send(
        "42[\"one\",{\"text\":\"hi\"}]", "42[\"two\",1,2]", "42[\"list\",[{\"text\":\"a\"}]]");
    client.send("451-[\"three\",\"x\",true,{\"_placeholder\":true,\"num\":0}]");
    client.sendBinary((byte) 1, (byte) 2);

    assertThat(seen).containsExactly(new Say("hi"), "1:2", List.of(new Say("a")), "xtrue2");
  }

  @Test
  void argumentOfAnotherTypeIsReportedAndTheConnectionLives() {
    TestClient client = connected(socket -> socket.on("say", Say.class, seen::add));

    client.send(
        "42[\"say\",7]", "42[\"say\"]", "42[\"say\",null]", "42[\"say\",{\"text\":\"ok\"}]");

    assertThat(seen).containsExactly(new Say("ok"));
    assertThat(recorder.lines)
        .filteredOn(line -> line.startsWith("event say refused: argument 0: expected "))
        .hasSize(3);
    assertThat(client.isClosed()).isFalse();
  }

  @Test
  void argumentThatMayBeMissingIsOptional() {
    TestClient client =
        connected(socket -> socket.on("maybe", new TypeRef<Optional<String>>() {}, seen::add));

    client.send("42[\"maybe\"]", "42[\"maybe\",null]", "42[\"maybe\",\"x\"]");

    assertThat(seen).containsExactly(Optional.empty(), Optional.empty(), Optional.of("x"));
  }

  @Test
  void listenersOfANamespaceHearAllItsSockets() {
    io.of("/feed").on("subscribe", String.class, (socket, topic) -> socket.join(topic));
    io.of("/feed").onAny((socket, event, args) -> seen.add(event));
    io.of("/feed").onRequest("who", (socket, args) -> socket.id());
    TestClient client = TestClient.open(io);
    String id = client.join("/feed");

    client.send("42/feed,[\"subscribe\",\"news\"]", "42/feed,7[\"who\"]");

    assertThat(io.of("/feed").socket(id).get().rooms()).contains("news");
    assertThat(seen).containsExactly("subscribe", "who");
    assertThat(client.next()).isEqualTo("43/feed,7[\"" + id + "\"]");
  }

  @Test
  void onceHearsOneEventOnly() {
    TestClient client =
        connected(
            socket -> {
              socket.once("x", Integer.class, seen::add);
              socket.once("x", (args, ack) -> seen.add("raw " + args.get(0)));
            });

    client.send("42[\"x\",1]", "42[\"x\",2]");

    assertThat(seen).containsExactly(1, "raw 1");
  }

  @Test
  void offRemovesOneListenerOrAll() {
    List<Socket> sockets = new ArrayList<>();
    Listeners.Of1<Integer> typed = seen::add;
    EventListener raw = (args, ack) -> seen.add("raw");
    TestClient client =
        connected(socket -> sockets.add(socket.on("x", Integer.class, typed).on("x", raw)));

    sockets.get(0).off("x", typed);
    client.send("42[\"x\",1]");
    sockets.get(0).off("x");
    client.send("42[\"x\",2]");

    assertThat(seen).containsExactly("raw");
  }

  @Test
  void catchAllListenersHearFirstInTheirOrder() {
    Listeners.Any removed = (event, args) -> seen.add("removed");
    TestClient client =
        connected(
            socket -> {
              socket.on("x", (args, ack) -> seen.add("listener"));
              socket.onAny((event, args) -> seen.add("any " + event + args.toList()));
              socket.prependAny((event, args) -> seen.add("first"));
              socket.onAny(removed).offAny(removed);
              assertThat(socket.listenersAny()).hasSize(2);
            });

    client.send("42[\"x\",1]");

    assertThat(seen).containsExactly("first", "any x[1]", "listener");
  }

  @Test
  void outgoingCatchAllListenersHearEmitsAndBroadcastsButNoAcks() {
    TestClient client =
        connected(
            socket -> {
              socket.onAnyOutgoing((event, args) -> seen.add(event + args.toList()));
              socket.on("ask", (args, ack) -> ack.send("answer"));
            });

    io.sockets().iterator().next().emit("direct", 1);
    io.emit("broadcast", 2);
    client.send("420[\"ask\"]");

    assertThat(seen).containsExactly("direct[1]", "broadcast[2]");
  }

  @Test
  void eventMiddlewaresSeeEventsBeforeListenersAndMayDropThem() {
    TestClient client =
        connected(
            socket -> {
              socket.use(
                  (event, args) -> {
                    seen.add("mw " + event);
                    return !event.equals("bad");
                  });
              socket.use(
                  (event, args) -> {
                    if (event.equals("worse")) {
                      throw new IllegalStateException("no");
                    }
                    return CompletableFuture.completedStage(!event.equals("late"));
                  });
              socket.onAny((event, args) -> {});
              for (String event : List.of("good", "bad", "worse", "late")) {
                socket.on(event, (args, ack) -> ack.send("done " + event));
              }
            });

    client.send("420[\"bad\"]", "421[\"worse\"]", "422[\"late\"]", "423[\"good\"]");

    assertThat(seen).containsExactly("mw bad", "mw worse", "mw late", "mw good");
    assertThat(client.taken()).containsExactly("433[\"done good\"]");
    assertThat(recorder.lines)
        .contains(
            "event bad refused: refused by an event middleware",
            "event worse refused: no",
            "event late refused: refused by an event middleware");
  }

  @Test
  void ackIsSentOnceOnly() {
    List<Ack> acks = new ArrayList<>();
    TestClient client =
        connected(
            socket ->
                socket.on(
                    "x",
                    (args, ack) -> {
                      acks.add(ack);
                      ack.send();
                      ack.send("again");
                    }));

    client.send("42456[\"x\"]", "42[\"x\"]");
    acks.get(0).send("later");

    assertThat(client.taken()).containsExactly("43456[]");
    assertThat(acks).extracting(Ack::isRequested).containsExactly(true, false);
  }

  @Test
  void anAckThatCannotBeWrittenMayBeFollowedByAnother() {
    List<Object> cyclic = new ArrayList<>();
    cyclic.add(cyclic);
    TestClient client =
        connected(
            socket ->
                socket.on(
                    "x",
                    (args, ack) -> {
                      try {
                        ack.send(cyclic);
                      } catch (IllegalArgumentException unwritable) {
                        ack.send((Object[]) null);
                      }
                    }));

    client.send("42456[\"x\"]");

    assertThat(client.taken()).containsExactly("43456[null]");
  }

  @Test
  void ackOfADisconnectedSocketIsDropped() {
    List<Ack> acks = new ArrayList<>();
    TestClient client = connected(socket -> socket.on("x", (args, ack) -> acks.add(ack)));
    client.send("421[\"x\"]", "41");

    acks.get(0).send("too late");

    assertThat(client.taken()).isEmpty();
  }

  @Test
  void requestIsAnsweredWithWhatTheListenerReturns() {
    CompletableFuture<String> later = new CompletableFuture<>();
    TestClient client =
        connected(
            socket -> {
              socket.onRequest("now", Integer.class, n -> n + 1);
              socket.onRequest("later", args -> later);
              socket.onRequest("nothing", args -> null);
              socket.onRequest("sum", Integer.class, Integer.class, Integer::sum);
              socket.onRequest("echo", args -> args);
            });

    client.send("420[\"now\",41]", "421[\"later\"]", "422[\"nothing\"]", "423[\"sum\",1,2]");
    client.send("424[\"echo\",1,\"b\"]", "425[\"echo\"]");

    assertThat(client.taken())
        .containsExactly("430[42]", "432[null]", "433[3]", "434[1,\"b\"]", "435[]");
    later.complete("done");
    assertThat(client.taken()).containsExactly("431[\"done\"]");
  }

  @Test
  void requestThatFailsIsReportedAndNotAnswered() {
    List<Object> cyclic = new ArrayList<>();
    cyclic.add(cyclic);
    TestClient client =
        connected(
            socket -> {
              socket.onRequest(
                  "throws",
                  args -> {
                    throw new IllegalStateException("secret");
                  });
              socket.onRequest(
                  "fails",
                  args -> CompletableFuture.failedStage(new IllegalStateException("later")));
              socket.onRequest("unwritable", args -> CompletableFuture.completedStage(cyclic));
            });

    client.send("420[\"throws\"]", "421[\"fails\"]", "422[\"unwritable\"]");

    assertThat(client.taken()).isEmpty();
    assertThat(recorder.lines)
        .contains("listener of throws failed: secret", "listener of fails failed: later")
        .anyMatch(line -> line.startsWith("listener of unwritable failed: "));
  }

  @Test
  void listenerThatThrowsHarmsNobody() {
    TestClient client =
        connected(
            socket -> {
              socket.on(
                  "x",
                  (args, ack) -> {
                    throw new StackOverflowError("deep");
                  });
              socket.on("x", (args, ack) -> ack.send("still here"));
            });

    client.send("420[\"x\"]", "421[\"x\"]");

    assertThat(client.taken()).containsExactly("430[\"still here\"]", "431[\"still here\"]");
    assertThat(recorder.lines).contains("listener of x failed: deep");
  }

  @Test
  void connectionListenerThatThrowsLeavesTheSocketConnected() {
    TestClient client =
        connected(
            socket -> {
              socket.on("x", (args, ack) -> seen.add("x"));
              throw new IllegalStateException("oops");
            });

    client.send("42[\"x\"]");

    assertThat(seen).containsExactly("x");
    assertThat(recorder.lines).contains("listener of connection failed: oops");
  }

  @Test
  void eventWithANumberForItsNameIsHeardByTheText() {
    TestClient client = connected(socket -> socket.on("1", (args, ack) -> seen.add(args.get(0))));

    client.send("42[1,\"x\"]", "42[\"__proto__\"]", "42");

    assertThat(seen).containsExactly("x");
    assertThat(client.isClosed()).isFalse();
  }

  @Test
  void reservedNamesAreRefused() {
    connected(
        socket -> {
          assertThatIllegalArgumentException()
              .isThrownBy(() -> socket.emit("disconnect"))
              .withMessageContaining("reserved");
          assertThatIllegalArgumentException().isThrownBy(() -> io.emit("connect_error"));
          assertThatIllegalArgumentException()
              .isThrownBy(() -> socket.on("disconnect", (args, ack) -> {}))
              .withMessageContaining("onDisconnect");
          seen.add("done");
        });

    assertThat(seen).containsExactly("done");
  }

  @Test
  void reservedNameOfAClientClosesTheConnection() {
    TestClient client = connected(socket -> {});

    client.send("42[\"connect_error\"]");

    assertThat(client.isClosed()).isTrue();
  }
}
