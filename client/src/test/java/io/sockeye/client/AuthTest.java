package io.sockeye.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.DisconnectReason;
import io.sockeye.client.engine.ConnectFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What a client tells about itself when it connects. */
final class AuthTest {
  record Token(String token, int level) {}

  private final Rig rig = new Rig();

  private Socket socket(AuthProvider auth) {
    return rig.logging(rig.manager.socket("/", auth)).connect();
  }

  @Test
  void isWhatBecomesAnObject() {
    socket(() -> new Token("abc", 3));
    rig.manager.socket("/map", () -> Map.of("token", "xyz")).connect();
    rig.manager.socket("/none", () -> null).connect();
    rig.manager.socket("/empty", Optional::empty).connect();
    rig.manager.socket("/some", () -> Optional.of(Map.of("a", 1))).connect();
    rig.session().open();

    assertThat(rig.session().sent())
        .containsExactly(
            "0{\"token\":\"abc\",\"level\":3}",
            "0/map,{\"token\":\"xyz\"}",
            "0/none,",
            "0/empty,",
            "0/some,{\"a\":1}");
  }

  @Test
  void isAskedAtEachAttempt() {
    AtomicInteger count = new AtomicInteger();
    socket(() -> Map.of("count", count.incrementAndGet()));
    assertThat(count).as("not before there is a session").hasValue(0);
    rig.session().open();
    assertThat(rig.session().sent()).containsExactly("0{\"count\":1}");
    rig.join("/", "a");

    rig.session().lose(DisconnectReason.TRANSPORT_CLOSE);
    rig.seconds(1);
    rig.session().open();

    assertThat(rig.session().sent()).containsExactly("0{\"count\":2}");
  }

  @Test
  void mayComeLater() {
    CompletableFuture<Token> later = new CompletableFuture<>();
    Socket socket = socket(() -> later);
    rig.session().open();
    assertThat(rig.session().sent()).isEmpty();

    later.complete(new Token("abc", 1));

    assertThat(rig.session().sent()).containsExactly("0{\"token\":\"abc\",\"level\":1}");
    rig.join("/", "a");
    assertThat(socket.isConnected()).isTrue();
  }

  @Test
  @SuppressWarnings("FutureReturnValueIgnored") // whoever asks looks at it
  void thatComesTooLateIsNotUsed() {
    List<CompletableFuture<Object>> asked = new ArrayList<>();
    socket(
        () -> {
          asked.add(new CompletableFuture<>());
          return asked.get(asked.size() - 1);
        });
    rig.session().open().lose(DisconnectReason.TRANSPORT_CLOSE);
    rig.seconds(1);
    rig.session().open();

    asked.get(0).complete(Map.of("number", 1));
    assertThat(rig.session().sent()).isEmpty();
    asked.get(1).complete(Map.of("number", 2));
    assertThat(rig.session().sent()).containsExactly("0{\"number\":2}");
  }

  @Test
  @SuppressWarnings("FutureReturnValueIgnored") // whoever asks looks at it
  void thatFailsIsAskedForAgain() {
    List<ConnectFailure> failures = new ArrayList<>();
    AtomicInteger count = new AtomicInteger();
    Socket socket =
        socket(
            () -> {
              if (count.incrementAndGet() == 1) {
                throw new IllegalStateException("no token yet");
              } else if (count.get() == 2) {
                return CompletableFuture.failedFuture(new IllegalStateException("still none"));
              } else if (count.get() == 3) {
                return "no object";
              }
              return Map.of("token", "abc");
            });
    socket.onConnectError(failures::add);
    rig.session().open();
    assertThat(socket.state()).isInstanceOf(SocketState.Reconnecting.class);
    rig.seconds(1);
    rig.seconds(2);
    rig.seconds(4);

    assertThat(failures)
        .hasSize(3)
        .allSatisfy(failure -> assertThat(failure).isInstanceOf(ConnectFailure.Auth.class));
    assertThat(failures)
        .extracting(ConnectFailure::getMessage)
        .satisfiesExactly(
            first -> assertThat(first).startsWith("auth:").contains("no token yet"),
            second -> assertThat(second).contains("still none"),
            third -> assertThat(third).contains("expected an object"));
    assertThat(rig.sessions).as("the session is kept").hasSize(1);
    assertThat(rig.session().sent()).containsExactly("0{\"token\":\"abc\"}");
  }

  @Test
  void thatFailsIsFinalWithoutReconnection() {
    Rig other = new Rig(builder -> builder.reconnection(false));
    Socket socket =
        other.manager.socket(
            "/",
            () -> {
              throw new IllegalStateException("none");
            });
    socket.connect();
    other.session().open();

    assertThat(socket.state()).isInstanceOf(SocketState.Failed.class);
    assertThat(other.session().closed).isTrue();
    assertThat(other.timers.pending()).isZero();
  }

  @Test
  void thatNeverComesFailsAfterAWhile() {
    Socket socket = socket(CompletableFuture::new);
    rig.session().open();

    rig.seconds(20);

    assertThat(rig.log()).singleElement().asString().contains("timeout", "the auth for /");
    assertThat(socket.state()).isInstanceOf(SocketState.Reconnecting.class);
    rig.manager.close();
    assertThat(rig.timers.pending()).isZero();
  }

  @Test
  @SuppressWarnings("FutureReturnValueIgnored") // whoever asks looks at it
  void waitsBehindEventsWithoutALimit() {
    SlowHandlers handlers = new SlowHandlers();
    Rig other = new Rig(builder -> builder.handlers(handlers));
    AtomicInteger count = new AtomicInteger();
    CompletableFuture<Map<String, Object>> later = new CompletableFuture<>();
    Socket socket =
        other.manager.socket(
            "/",
            () -> {
              count.incrementAndGet();
              return later;
            });
    socket.connect();
    other.session().open();
    other.seconds(60);
    assertThat(socket.state()).isEqualTo(new SocketState.Connecting());

    handlers.runAll();
    other.seconds(19);
    assertThat(socket.state()).isEqualTo(new SocketState.Connecting());
    other.seconds(1);
    assertThat(socket.state())
        .as("20 s after it was asked")
        .isInstanceOf(SocketState.Reconnecting.class);
    assertThat(count).hasValue(1);
  }

  @Test
  void isNotAskedForAnAttemptThatIsOver() {
    SlowHandlers handlers = new SlowHandlers();
    Rig other = new Rig(builder -> builder.handlers(handlers));
    AtomicInteger count = new AtomicInteger();
    other.manager.socket("/", () -> Map.of("count", count.incrementAndGet())).connect();
    for (int i = 0; i < 3; i++) {
      other.session().open().lose(DisconnectReason.TRANSPORT_CLOSE);
      other.seconds(10);
    }
    other.session().open();

    handlers.runAll();

    assertThat(count).hasValue(1);
    assertThat(other.session().sent()).containsExactly("0{\"count\":1}");
  }

  @Test
  void isNotAskedForTheSocketThatLeft() {
    AtomicInteger count = new AtomicInteger();
    rig.connected("/other");
    Socket socket =
        socket(
            () -> {
              count.incrementAndGet();
              throw new IllegalStateException("none");
            });

    socket.disconnect();
    rig.advance(Duration.ofMinutes(1));

    assertThat(count).hasValue(1);
  }
}
