package io.sockeye.protocol.fuzz;

import io.sockeye.protocol.RandomJson;
import io.sockeye.protocol.Vectors;
import io.sockeye.protocol.Vectors.Vector;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The fuzz targets on the shared vectors and on mutations of them, the same in each build. */
final class FuzzTest {
  /** With {@code -Dfuzz.rounds=…}, each seed is broken more often. */
  private static final int ROUNDS = Integer.getInteger("fuzz.rounds", 60);

  private static final long SEED = Long.getLong("fuzz.seed", 4_711);

  @Test
  void engine() {
    List<byte[]> seeds = new ArrayList<>();
    for (String file : List.of("v4-frames", "v3-frames")) {
      for (Vector vector : Vectors.of("engineio/" + file + ".jsonl")) {
        seeds.add(vector.text("text") == null ? vector.bytes("binary") : utf8(vector.text("text")));
      }
    }
    for (String file : List.of("v4-payloads", "v3-payloads", "v3-binary-payloads")) {
      for (Vector vector : Vectors.of("engineio/" + file + ".jsonl")) {
        seeds.add(
            vector.text("body") == null ? vector.bytes("bodyHex") : utf8(vector.text("body")));
      }
    }

    fuzz(seeds, EngineFuzz::fuzzerTestOneInput);
  }

  @Test
  void socket() {
    List<byte[]> seeds = new ArrayList<>();
    Vectors.of("socketio/packets.jsonl").forEach(vector -> seeds.add(messages(vector)));
    Vectors.of("socketio/refused.jsonl").forEach(vector -> seeds.add(messages(vector)));

    fuzz(seeds, SocketFuzz::fuzzerTestOneInput);
  }

  @Test
  void msgpack() {
    List<byte[]> seeds = new ArrayList<>();
    for (String file : List.of("msgpack/packets.jsonl", "msgpack/refused.jsonl")) {
      for (Vector vector : Vectors.of(file)) {
        seeds.add(vector.text("hex") == null ? utf8(vector.text("text")) : vector.bytes("hex"));
      }
    }

    fuzz(seeds, MsgpackFuzz::fuzzerTestOneInput);
  }

  @Test
  void json() {
    List<byte[]> seeds = new ArrayList<>();
    for (String file : List.of("json/valid.jsonl", "json/invalid.jsonl")) {
      for (Vector vector : Vectors.of(file)) {
        seeds.add(vector.text("text") == null ? vector.bytes("hex") : utf8(vector.text("text")));
      }
    }

    fuzz(seeds, JsonFuzz::fuzzerTestOneInput);
  }

  private static void fuzz(List<byte[]> seeds, Consumer<byte[]> target) {
    RandomJson random = new RandomJson(SEED);
    for (byte[] seed : seeds) {
      run(seed, target);
      byte[] mutant = seed;
      for (int i = 0; i < ROUNDS; i++) {
        // Now and then from the start again, else ever further away from it.
        mutant = random.mutate(random.below(4) == 0 ? seed : mutant);
        run(mutant, target);
      }
    }
  }

  private static void run(byte[] input, Consumer<byte[]> target) {
    try {
      target.accept(input.clone());
    } catch (Throwable failure) {
      throw new AssertionError(
          "input " + HexFormat.of().formatHex(input) + " with fuzz.seed " + SEED, failure);
    }
  }

  /** In the form that {@link SocketFuzz} takes apart again. */
  private static byte[] messages(Vector vector) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (JsonNode message : vector.json().get("messages")) {
      if (bytes.size() > 0) {
        bytes.write(0x1e);
      }
      if (message.isString()) {
        bytes.writeBytes(utf8(message.stringValue()));
      } else if (message.has("hex")) {
        bytes.write('b');
        bytes.writeBytes(HexFormat.of().parseHex(message.get("hex").stringValue()));
      } else {
        bytes.writeBytes(HexFormat.of().parseHex(message.get("textHex").stringValue()));
      }
    }
    return bytes.toByteArray();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
