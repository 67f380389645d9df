package io.sockeye.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sockeye.Args;
import io.sockeye.protocol.ProtocolException;
import io.sockeye.protocol.socketio.SocketPacket;
import io.sockeye.server.adapter.BroadcastOptions;
import io.sockeye.server.cluster.ClusterMessage;
import io.sockeye.server.cluster.Envelope;
import io.sockeye.server.cluster.MessageFormats;
import io.sockeye.testsupport.ByteMistakes;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is published to a server in the classic format is a message, or is refused. */
final class ClassicGarbageTest {
  private static final long SEED = Long.getLong("fuzz.seed", 4_711);
  private static final int ROUNDS = Integer.getInteger("fuzz.rounds", 300);

  private final ClassicWire wire = wire("/");
  private final List<Reading> readings =
      List.of(wire::decodeBroadcast, wire::decodeRequest, wire::decodeResponse);

  /** One of the ways to read a message. */
  private interface Reading {
    Envelope read(byte[] message) throws ProtocolException;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "{}",
        "[]",
        "{\"type\":2}",
        "{\"type\":2,\"requestId\":\"q\",\"sid\":\"s\",\"room\":\"r\"}",
        "{\"type\":2,\"opts\":{\"rooms\":{}},\"rooms\":[\"r\"]}",
        "{\"type\":5,\"opts\":{}}",
        "{\"type\":5,\"requestId\":\"q\"}",
        "{\"type\":6,\"data\":[]}",
        "{\"type\":7,\"requestId\":\"q\",\"packet\":{},\"opts\":{}}",
        "{\"type\":8,\"requestId\":\"q\"}",
        "{\"type\":9}",
        "{\"type\":99,\"requestId\":\"q\"}",
        "{\"type\":null}",
        "{\"requestId\":\"q\"}",
        "{\"requestId\":\"q\",\"sockets\":{}}",
        "{\"requestId\":\"q\",\"sockets\":[{}]}",
        "{\"requestId\":\"q\",\"rooms\":7}",
        "{\"requestId\":{},\"rooms\":[]}",
      })
  void whatIsNoMessageIsRefused(String text) {
    readings.forEach(reading -> assertRefused(reading, text.getBytes(UTF_8)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "90", // nothing
        "93c0c0c0", // nobody says nothing to nobody
        "93a16180c0", // no packet
        "93a16182a47479706502a46461746191a26576c0", // no options
        "93a16182a47479706501a46461746191a2657680", // no event
        "94a16182a47479706502a46461746191a2657680c0", // four parts
        "ddffffffff",
        "93a161dfffffffff80",
        "aced0005737200136a6176612e7574696c2e41727261794c697374",
      })
  void broadcastThatIsNoneIsRefused(String hex) {
    readings.forEach(reading -> assertRefused(reading, HexFormat.of().parseHex(hex)));
  }

  @Test
  void packetsOfOtherNamespacesAreRefused() {
    ClassicWire chat = wire("/chat");
    byte[] forMain = broadcast(wire, "/");
    byte[] forChat = broadcast(chat, "/chat");

    assertRefused(chat::decodeBroadcast, forMain);
    assertRefused(wire::decodeBroadcast, forChat);
  }

  @Test
  void packetWithoutNamespaceIsForTheMainOne() throws ProtocolException {
    // ["a", {type: 2, data: ["ev"]}, {}]
    byte[] message = HexFormat.of().parseHex("93a16182a47479706502a46461746191a2657680");

    Envelope read = wire.decodeBroadcast(message);

    assertThat(((ClusterMessage.Broadcast) read.message()).event().namespace()).isEqualTo("/");
    assertRefused(wire("/chat")::decodeBroadcast, message);
  }

  @Test
  void brokenMessagesAreReadOrRefused() {
    ByteMistakes mistakes = new ByteMistakes(SEED);
    List<ClassicVectorsTest.Vector> seeds = new ArrayList<>(ClassicVectorsTest.broadcasts());
    seeds.addAll(ClassicVectorsTest.requests());
    seeds.addAll(ClassicVectorsTest.responses());
    seeds.addAll(ClassicVectorsTest.ofEmitter());

    for (ClassicVectorsTest.Vector seed : seeds) {
      byte[] broken = seed.bytes();
      for (int i = 0; i < ROUNDS; i++) {
        broken = mistakes.in(i % 4 == 0 ? seed.bytes() : broken);
        for (Reading reading : readings) {
          use(reading, broken);
        }
      }
    }
  }

  /** What is read can be used; and nothing but a refusal is thrown. */
  private void use(Reading reading, byte[] input) {
    try {
      ClusterMessage message = reading.read(input).message();
      if (message instanceof ClusterMessage.Response response) {
        wire.encodeResponse(response);
      } else {
        wire.encodeRequest(message);
      }
    } catch (ProtocolException refused) {
      assertThat(refused.getMessage()).startsWith("expected ").hasSizeLessThan(300);
    } catch (IllegalArgumentException unwritable) {
      // Sound, and yet beyond what can be bound, such as 1e999999999.
      assertThat(unwritable.getMessage()).contains("argument").contains("expected");
    } catch (Throwable failure) {
      throw new AssertionError(
          "input " + HexFormat.of().formatHex(input) + " with fuzz.seed " + SEED, failure);
    }
  }

  private static void assertRefused(Reading reading, byte[] message) {
    assertThatThrownBy(() -> reading.read(message))
        .isInstanceOf(ProtocolException.class)
        .hasMessageStartingWith("expected ");
  }

  private static byte[] broadcast(ClassicWire wire, String namespace) {
    return wire.encodeBroadcast(
        new SocketPacket.Event(namespace, "ev", Args.empty()), BroadcastOptions.everybody());
  }

  private static ClassicWire wire(String namespace) {
    return new ClassicWire("aB3xYz", namespace, MessageFormats.create());
  }
}
