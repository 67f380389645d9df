package io.sockeye.netty.hostile;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The packets that the decoder's own tests refuse, as rows for a server. */
final class RefusedVectors {
  private static final Path FILE =
      Path.of(System.getProperty("user.dir"))
          .resolveSibling("core/src/test/resources/vectors/socketio/refused.jsonl");

  private RefusedVectors() {}

  static List<PacketRow> rows() {
    JsonMapper mapper = new JsonMapper();
    try (Stream<String> lines = Files.lines(FILE)) {
      return lines.map(mapper::readTree).map(RefusedVectors::row).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static PacketRow row(JsonNode vector) {
    List<Packet> packets = new ArrayList<>();
    Outcome outcome = Outcome.PARSE_ERROR;
    for (JsonNode message : vector.get("messages")) {
      if (message.isString()) {
        packets.add(Packet.message(message.stringValue()));
      } else if (message.has("hex")) {
        packets.add(Packet.binary(HexFormat.of().parseHex(message.get("hex").stringValue())));
      } else {
        byte[] text = HexFormat.of().parseHex("34" + message.get("textHex").stringValue());
        packets.add(new Packet(false, text));
        outcome = Outcome.NO_TEXT;
      }
    }
    return new PacketRow(vector.get("about").stringValue(), packets, outcome);
  }

  /** A frame of a WebSocket, or its like in a payload. */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares them
  record Packet(boolean isBinary, byte[] bytes) {
    /** A packet of Engine.IO as it is. */
    static Packet text(String text) {
      return new Packet(false, text.getBytes(UTF_8));
    }

    /** A message of Engine.IO. */
    static Packet message(String text) {
      return text("4" + text);
    }

    static Packet binary(byte[] bytes) {
      return new Packet(true, bytes);
    }
  }

  /**
   * Packets of a client that is in the main namespace, and what they end in.
   *
   * @param about the row of the table of hostile inputs, and what it is
   */
  record PacketRow(String about, List<Packet> packets, Outcome outcome) {
    @Override
    public String toString() {
      return about.length() > 90 ? about.substring(0, 90) + "…" : about;
    }
  }
}
