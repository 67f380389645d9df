package io.sockeye.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sockeye.client.engine.SessionOptions;
import io.sockeye.protocol.json.JacksonJson;
import io.sockeye.protocol.msgpack.MsgpackCodec;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What managers and sockets are told, and what holds where they are told nothing. */
final class ClientOptionsTest {
  private static final int MEBIBYTE = 1024 * 1024;

  private static Manager.Builder builder() {
    return Manager.builder("http://localhost:3000");
  }

  @Test
  void defaultsOfAManagerAreThoseOfTheDocuments() {
    ManagerOptions options = new ManagerOptions(builder());

    assertThat(options.autoConnect()).isTrue();
    assertThat(options.reconnection()).isTrue();
    assertThat(options.reconnectionAttempts()).isEqualTo(Integer.MAX_VALUE);
    assertThat(options.reconnectionDelay()).isEqualTo(Duration.ofSeconds(1));
    assertThat(options.reconnectionDelayMax()).isEqualTo(Duration.ofSeconds(5));
    assertThat(options.randomizationFactor()).isEqualTo(0.5);
    assertThat(options.json()).isEmpty();
    assertThat(options.parser()).isEmpty();
    assertThat(options.handlers()).isEmpty();
    assertThat(options.network()).isEmpty();
    assertThat(options.timers()).isEmpty();
    assertThat(options.observers()).isEmpty();
  }

  @Test
  void defaultsOfASocketAreThoseOfTheDocuments() {
    SocketOptions options = SocketOptions.defaults();

    assertThat(options.auth()).isEmpty();
    assertThat(options.retries()).isZero();
    assertThat(options.ackTimeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(options.maxBufferedPackets()).isEqualTo(10_000);
    assertThat(options.maxBufferedBytes()).isEqualTo(8 * MEBIBYTE);
    assertThat(options.whenFull()).isEqualTo(SocketOptions.WhenFull.DROP_OLDEST);
    assertThat(options.maxPendingAcks()).isEqualTo(1_000);
    assertThat(options.maxQueuedEvents()).isEqualTo(10_000);
    assertThat(options.maxQueuedBytes()).isEqualTo(8 * MEBIBYTE);
  }

  @Test
  void boundsOfASessionAreThoseOfTheDocuments() {
    SessionOptions options = SessionOptions.builder().build();

    assertThat(options.maxPayload()).isEqualTo(16 * MEBIBYTE);
    assertThat(options.maxQueuedBytes()).isEqualTo(8 * MEBIBYTE);
  }

  @Test
  void optionsThatContradictEachOtherAreRefused() {
    Manager.Builder twoWriters = builder().json(JacksonJson.create()).parser(MsgpackCodec.create());
    Manager.Builder shortest = builder().reconnectionDelay(Duration.ofSeconds(6));

    assertThatThrownBy(twoWriters::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("json and parser");
    assertThatThrownBy(shortest::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("reconnectionDelayMax");
  }

  @Test
  void managerBeginsToConnectWhenItIsMadeUnlessToldOtherwise() {
    Rig rig = new Rig(options -> options.autoConnect(true));
    assertThat(rig.sessions).hasSize(1);

    Rig waiting = new Rig();
    assertThat(waiting.sessions).isEmpty();
    waiting.manager.socket("/");
    assertThat(waiting.sessions).isEmpty();
    waiting.manager.socket("/").connect();
    assertThat(waiting.sessions).hasSize(1);
  }
}
