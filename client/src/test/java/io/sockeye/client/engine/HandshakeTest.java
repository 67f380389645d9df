package io.sockeye.client.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sockeye.protocol.ProtocolException;
import io.sockeye.protocol.engineio.EnginePacket;
import io.sockeye.protocol.engineio.OpenPacket;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client believes of a server's handshake. */
class HandshakeTest {
  private static final String SOUND =
      """
      {"sid":"ynESCKfeuCGRdOMcAAAA","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}""";

  private static OpenPacket read(String json) throws ProtocolException {
    return Handshake.read(EnginePacket.text(EnginePacket.Type.OPEN, json));
  }

  @Test
  void aSoundHandshakeIsRead() throws ProtocolException {
    assertThat(read(SOUND))
        .isEqualTo(
            new OpenPacket(
                "ynESCKfeuCGRdOMcAAAA", List.of("websocket"), 25_000, 20_000, 1_000_000));
  }

  @Test
  void whatIsUnknownIsIgnored() throws ProtocolException {
    OpenPacket read =
        read(
            """
            {"new":{"a":[1,{}]},"sid":"s","upgrades":["carrier pigeon \\" \\n","websocket","websocket"],\
            "pingInterval":1,"pingTimeout":1}""");

    assertThat(read).isEqualTo(new OpenPacket("s", List.of("websocket"), 1, 1, 0));
  }

  @Test
  void aLimitThatIsNoneOrBeyondOurNumbersIsNone() throws ProtocolException {
    assertThat(read(SOUND.replace("1000000", "null")).maxPayload()).isZero();
    assertThat(read(SOUND.replace("1000000", "1e18")).maxPayload()).isEqualTo(Integer.MAX_VALUE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "25000      | 0",
        "25000      | -1",
        "25000      | 1e18",
        "25000      | 1e999",
        "25000      | 123456789012345678901234567890",
        "25000      | 3600001",
        "25000      | 0.5",
        "25000      | \"25000\"",
        "25000      | null",
        "25000      | true",
        "25000      | [25000]",
        "20000      | 0",
        "20000      | -20000",
        "20000      | {}",
        "1000000    | 0",
        "1000000    | -1",
        "1000000    | \"much\"",
        "1000000    | 1.5",
        "[\"websocket\"] | \"websocket\"",
        "[\"websocket\"] | null",
        "[\"websocket\"] | [1]",
        "[\"websocket\"] | [null]",
        "\"ynESCKfeuCGRdOMcAAAA\" | \"\"",
        "\"ynESCKfeuCGRdOMcAAAA\" | 1",
        "\"ynESCKfeuCGRdOMcAAAA\" | null",
        "\"ynESCKfeuCGRdOMcAAAA\" | \"a b\"",
        "\"ynESCKfeuCGRdOMcAAAA\" | \"a\\\"b\"",
        "\"ynESCKfeuCGRdOMcAAAA\" | \"a\\r\\nb\"",
        "\"ynESCKfeuCGRdOMcAAAA\" | \"\\u0000\"",
      })
  void aMemberThatNobodyCanLiveWithIsRefused(String sound, String unsound) {
    assertThatThrownBy(() -> read(SOUND.replace(sound, unsound)))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("expected")
        .hasMessageContaining("got");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "[]", "null", "1", "{", "{\"sid\":\"a\"}", "{}", "{\"sid\":\"a\"} more"})
  void whatIsNoSuchObjectIsRefused(String json) {
    assertThatThrownBy(() -> read(json)).isInstanceOf(ProtocolException.class);
  }

  @Test
  void anIdOrAHandshakeThatIsTooLongIsRefused() {
    assertThatThrownBy(() -> read(SOUND.replace("ynESCKfeuCGRdOMcAAAA", "a".repeat(257))))
        .isInstanceOf(ProtocolException.class)
        .satisfies(refused -> assertThat(refused.getMessage()).hasSizeLessThan(300));
    assertThatThrownBy(() -> read("[" + " ".repeat(70_000) + "]"))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("65536");
  }

  @Test
  void anotherPacketIsNoHandshake() {
    assertThatThrownBy(() -> Handshake.read(EnginePacket.of(EnginePacket.Type.NOOP)))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("NOOP");
  }
}
