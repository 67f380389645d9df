package io.sockeye.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.sockeye.Args;
import io.sockeye.ArgumentException;
import io.sockeye.EventListener;
import io.sockeye.EventSource;
import io.sockeye.Listeners;
import io.sockeye.TypeRef;
import io.sockeye.protocol.socketio.SocketPacket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What programs add to a socket, of whichever side, is called as they meant it. */
final class ListeningSourceTest {
  /** As programs see it. */
  private interface Socket extends EventSource<Socket> {}

  /** A socket that listens and does nothing else. */
  private final class Ear implements Socket, ListeningSource<Socket>, Recipient {
    private final EventListeners<Ear> listeners = new EventListeners<>();

    @Override
    public EventListeners<?> listeners() {
      return listeners;
    }

    @Override
    public void onArgumentsRefused(String event, ArgumentException cause) {
      heard.add(event + " refused: " + cause.getMessage());
    }

    @Override
    public void onListenerFailed(String event, Throwable failure) {
      heard.add(event + " failed: " + failure.getMessage());
    }

    void receive(String event, Object... args) {
      Args came = Args.of(args);
      listeners.tellAny(this, event, came);
      listeners.dispatch(this, event, came, new Answer(7, (id, values) -> tell(id, values)));
    }

    private void tell(long id, Object[] values) {
      heard.add("ack " + id + " " + Arrays.toString(values));
    }
  }

  private final List<String> heard = new ArrayList<>();
  private final Ear ear = new Ear();

  @Test
  void listenersOfAllShapesAreCalledInTheOrderAdded() {
    ear.on("e", (args, ack) -> heard.add("raw " + args.size()))
        .on("e", String.class, a -> heard.add("one " + a))
        .on("e", new TypeRef<String>() {}, a -> heard.add("ref " + a))
        .on("e", String.class, int.class, (a, b) -> heard.add("two " + a + b))
        .on(
            "e",
            String.class,
            int.class,
            boolean.class,
            (a, b, c) -> heard.add("three " + a + b + c))
        .onAny((event, args) -> heard.add("any " + event))
        .prependAny((event, args) -> heard.add("first " + event));

    ear.receive("e", "x", 1, true);

    assertThat(heard)
        .containsExactly("first e", "any e", "raw 3", "one x", "ref x", "two x1", "three x1true");
  }

  @Test
  void oneThatThrowsStopsNothing() {
    ear.onAny(
            (event, args) -> {
              throw new IllegalStateException("any");
            })
        .on("e", Integer.class, number -> heard.add("never"))
        .on(
            "e",
            (args, ack) -> {
              throw new IllegalStateException("raw");
            })
        .on("e", (args, ack) -> heard.add("last"));

    ear.receive("e");

    assertThat(heard)
        .containsExactly(
            "e failed: any",
            "e refused: argument 0: expected java.lang.Integer, got nothing",
            "e failed: raw",
            "last");
  }

  @Test
  void whatMayBeMissingIsAnOptional() {
    ear.on("e", new TypeRef<Optional<String>>() {}, maybe -> heard.add(maybe.toString()));

    ear.receive("e");

    assertThat(heard).containsExactly("Optional.empty");
  }

  @Test
  void onceIsOnce() {
    ear.once("e", (args, ack) -> heard.add("raw"))
        .once("e", String.class, a -> heard.add("one"))
        .once("e", new TypeRef<String>() {}, a -> heard.add("ref"))
        .once("e", String.class, int.class, (a, b) -> heard.add("two"));

    ear.receive("e", "x", 1);
    ear.receive("e", "x", 1);

    assertThat(heard).containsExactly("raw", "one", "ref", "two");
  }

  @Test
  void whatIsRemovedIsNotCalled() {
    EventListener gone = (args, ack) -> heard.add("gone");
    Listeners.Of1<String> stays = a -> heard.add("stays");
    Listeners.Any any = (event, args) -> heard.add("any");
    ear.on("e", gone).on("e", String.class, stays).on("f", gone).onAny(any).onAnyOutgoing(any);

    ear.off("e", gone).off("f").offAny(any);
    ear.receive("e", "x");
    ear.receive("f");

    assertThat(heard).containsExactly("stays");
    assertThat(ear.listenersAny()).isEmpty();
    assertThat(ear.listenersAnyOutgoing()).containsExactly(any);
    assertThat(ear.listeners().hearsOutgoing()).isTrue();
    assertThat(ear.onAny(any).prependAnyOutgoing(any).offAny().offAnyOutgoing().listenersAny())
        .isEmpty();
    assertThat(ear.listeners().hearsOutgoing()).isFalse();
  }

  @Test
  void requestIsAnsweredWithWhatTheListenerReturns() {
    CompletableFuture<String> later = new CompletableFuture<>();
    CompletableFuture<String> never = new CompletableFuture<>();
    ear.onRequest("raw", args -> Args.of(1, 2))
        .onRequest("one", String.class, a -> a)
        .onRequest("two", String.class, int.class, (a, b) -> a + b)
        .onRequest("later", args -> later)
        .onRequest("never", new TypeRef<String>() {}, a -> never);

    ear.receive("never", "x");
    ear.receive("later");
    ear.receive("raw");
    ear.receive("one", "x");
    ear.receive("two", "x", 1);
    never.completeExceptionally(new IllegalStateException("no"));
    later.complete("at last");

    assertThat(heard)
        .containsExactly(
            "ack 7 [1, 2]", "ack 7 [x]", "ack 7 [x1]", "never failed: no", "ack 7 [at last]");
  }

  @Test
  void anEventIsAnsweredOnceAndOnlyIfThePeerAskedForIt() {
    Answer asked = new Answer(7, (id, values) -> heard.add("ack " + id));
    Answer unasked = new Answer(SocketPacket.NO_ID, (id, values) -> heard.add("never"));

    asked.send();
    asked.send();
    unasked.send();

    assertThat(heard).containsExactly("ack 7");
    assertThat(asked.isRequested()).isTrue();
    assertThat(unasked.isRequested()).isFalse();
  }

  @Test
  void anAnswerThatCannotBeWrittenLeavesRoomForAnother() {
    Answer answer =
        new Answer(
            7,
            (id, values) -> {
              if ("unwritable".equals(values[0])) {
                throw new IllegalArgumentException("unwritable");
              }
              heard.add("ack " + id + " " + Arrays.toString(values));
            });

    assertThatIllegalArgumentException().isThrownBy(() -> answer.send("unwritable"));
    answer.send("failed");
    answer.send("again");

    assertThat(heard).containsExactly("ack 7 [failed]");
  }

  @Test
  void nullIsOneValueOfAnAnswer() {
    new Answer(7, (id, values) -> heard.add(Arrays.toString(values))).send((Object[]) null);

    assertThat(heard).containsExactly("[null]");
  }

  @Test
  void listenerThatCouldNeverBeCalledIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ear.on("disconnect", (args, ack) -> {}))
        .withMessageStartingWith("\"disconnect\" is a reserved event name");
    assertThatNullPointerException().isThrownBy(() -> ear.on("e", (EventListener) null));
    assertThatNullPointerException().isThrownBy(() -> ear.onAny(null));
  }
}
