package io.sockeye.client.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.client.engine.ClientSession.State;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The way to an open session, and the ways in which it ends before. */
class SessionOpeningTest {
  @Test
  void theFirstTransportOpensTheSession() {
    SessionRig rig = new SessionRig();
    assertThat(rig.state()).isEqualTo(State.OPENING);
    assertThat(rig.first().isOpened()).isTrue();
    assertThat(rig.first().joined()).isEmpty();

    rig.run(() -> rig.first().ready());
    assertThat(rig.send("too early")).get().isInstanceOf(SendFailure.NotOpen.class);
    rig.run(() -> rig.first().packet(SessionRig.HANDSHAKE));

    assertThat(rig.take()).containsExactly("open abc");
    assertThat(rig.state()).isEqualTo(State.OPEN);
    assertThat(rig.get(rig.session::sid)).contains("abc");
    assertThat(rig.first().sid()).contains("abc");
    assertThat(rig.get(rig.session::transport)).isEqualTo(TransportType.POLLING);
  }

  @Test
  void packetsRightBehindTheHandshakeAreMessagesOfTheSession() {
    SessionRig rig = new SessionRig();

    rig.run(
        () -> {
          rig.first().packet(SessionRig.HANDSHAKE);
          rig.first().packet("4first");
        });

    assertThat(rig.take()).containsExactly("open abc", "message first");
  }

  @ParameterizedTest
  @EnumSource
  void aServerThatNeverAnswersIsGivenUpInTime(TransportType type) {
    SessionRig rig = new SessionRig(options -> options.transports(type));

    rig.advance(Duration.ofMillis(19_999));
    assertThat(rig.take()).isEmpty();
    rig.advance(Duration.ofMillis(1));

    assertThat(rig.take()).containsExactly("close transport error");
    assertThat(rig.failure)
        .isInstanceOf(ConnectFailure.Timeout.class)
        .hasMessageContaining("http://localhost:3000");
    assertThat(rig.first().isAborted()).isTrue();
    assertThat(rig.timers.pending()).isZero();
  }

  @Test
  void noTimeLimitIsKeptIfNoneIsWanted() {
    SessionRig rig = new SessionRig(options -> options.timeout(Duration.ZERO));

    rig.advance(Duration.ofHours(1));

    assertThat(rig.take()).isEmpty();
    assertThat(rig.timers.pending()).isZero();
  }

  @Test
  void aFailureIsToldAsItIs() {
    SessionRig rig = new SessionRig();
    ConnectFailure refused = new ConnectFailure.Tcp("connection refused", null);

    rig.run(() -> rig.first().fail(refused));

    assertThat(rig.take()).containsExactly("close transport error");
    assertThat(rig.failure).isSameAs(refused);
    assertThat(rig.transports).hasSize(1);
    assertThat(rig.timers.pending()).isZero();
  }

  @Test
  void aServerThatClosesInsteadIsAFailure() {
    SessionRig rig = new SessionRig();

    rig.run(() -> rig.first().end("code 1000"));

    assertThat(rig.take()).containsExactly("close transport error");
    assertThat(rig.failure).isInstanceOf(ConnectFailure.Closed.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "4hello",
        "0",
        "0[]",
        "0{\"sid\":\"abc\",\"upgrades\":[],\"pingInterval\":0,\"pingTimeout\":1}",
        "0{\"sid\":\"abc\",\"upgrades\":[],\"pingInterval\":1e18,\"pingTimeout\":1}",
      })
  void anythingButASoundHandshakeIsAFailure(String packet) {
    SessionRig rig = new SessionRig();

    rig.run(() -> rig.first().packet(packet));

    assertThat(rig.take()).containsExactly("close parse error");
    assertThat(rig.failure)
        .isInstanceOf(ConnectFailure.Protocol.class)
        .hasMessageContaining("http://localhost:3000")
        .hasMessageContaining("expected");
    assertThat(rig.first().isAborted()).isTrue();
    assertThat(rig.timers.pending()).isZero();
  }

  @Test
  void theNextTransportIsTriedOnlyIfWanted() {
    SessionRig rig = new SessionRig(options -> options.tryAllTransports(true));
    ConnectFailure blocked = new ConnectFailure.Http("403", 403, "", null);

    rig.run(() -> rig.first().fail(blocked));
    assertThat(rig.take()).isEmpty();
    rig.run(() -> rig.second().ready());
    rig.run(() -> rig.second().packet(SessionRig.HANDSHAKE));

    assertThat(rig.take()).containsExactly("open abc");
    assertThat(rig.get(rig.session::transport)).isEqualTo(TransportType.WEBSOCKET);
    assertThat(rig.transports).hasSize(2);
  }

  @Test
  void theLastFailureOfAllTransportsIsTold() {
    SessionRig rig = new SessionRig(options -> options.tryAllTransports(true));
    ConnectFailure first = new ConnectFailure.Http("403", 403, "", null);
    ConnectFailure last = new ConnectFailure.Tcp("reset", null);

    rig.run(() -> rig.first().fail(first));
    rig.run(() -> rig.second().fail(last));

    assertThat(rig.take()).containsExactly("close transport error");
    assertThat(rig.failure).isSameAs(last).hasSuppressedException(first);
    assertThat(rig.timers.pending()).isZero();
  }

  @Test
  void aNetworkMayTellTheSameExceptionForAllTransports() {
    ConnectFailure always = new ConnectFailure.Tcp("no network today", null);
    SessionRig rig = new SessionRig(options -> options.tryAllTransports(true));

    rig.run(() -> rig.first().fail(always));
    rig.run(() -> rig.second().fail(always));

    assertThat(rig.take()).containsExactly("close transport error");
    assertThat(rig.failure).isSameAs(always).hasNoSuppressedExceptions();
    assertThat(rig.timers.pending()).isZero();
  }

  @Test
  void exceptionsThatComeAgainDoNotGrow() {
    ConnectFailure first = new ConnectFailure.Tcp("by polling", null);
    ConnectFailure last = new ConnectFailure.Tcp("by WebSocket", null);
    for (int attempt = 0; attempt < 3; attempt++) {
      SessionRig rig = new SessionRig(options -> options.tryAllTransports(true));
      rig.run(() -> rig.first().fail(first));
      rig.run(() -> rig.second().fail(last));
    }

    assertThat(last.getSuppressed()).containsExactly(first);
  }

  @Test
  void aWebSocketThatFailedAtFirstIsNotWhatPollingChangesOverTo() {
    SessionRig rig =
        new SessionRig(
            options ->
                options
                    .transports(TransportType.WEBSOCKET, TransportType.POLLING)
                    .tryAllTransports(true));

    rig.run(() -> rig.first().fail(new ConnectFailure.Http("403", 403, "", null)));
    rig.run(() -> rig.second().ready());
    rig.run(() -> rig.second().packet(SessionRig.HANDSHAKE));

    assertThat(rig.take()).containsExactly("open abc");
    assertThat(rig.get(rig.session::transport)).isEqualTo(TransportType.POLLING);
    assertThat(rig.transports).hasSize(2);
  }

  @Test
  void aTransportThatThrowsHasFailed() {
    SessionRig rig =
        new SessionRig(options -> options.tryAllTransports(true), Set.of("polling open"));

    assertThat(rig.first().isAborted()).isTrue();
    rig.run(() -> rig.second().ready());
    rig.run(() -> rig.second().packet(SessionRig.HANDSHAKE));

    assertThat(rig.take()).containsExactly("open abc");
    assertThat(rig.get(rig.session::transport)).isEqualTo(TransportType.WEBSOCKET);
  }

  @Test
  void closingOrAbortingBeforeItIsOpenEndsItAtOnce() {
    List<SessionRig> rigs = List.of(new SessionRig(), new SessionRig());

    rigs.get(0).run(rigs.get(0).session::close);
    rigs.get(1).run(rigs.get(1).session::abort);

    for (SessionRig rig : rigs) {
      assertThat(rig.take()).containsExactly("close forced close");
      assertThat(rig.failure).isInstanceOf(ConnectFailure.Closed.class);
      assertThat(rig.first().isAborted()).isTrue();
      assertThat(rig.timers.pending()).isZero();
    }
  }
}
