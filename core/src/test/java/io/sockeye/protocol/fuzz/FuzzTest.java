package io.sockeye.protocol.fuzz;

import io.sockeye.protocol.RandomJson;
import io.sockeye.protocol.Vectors;
import io.sockeye.protocol.Vectors.Vector;
import io.sockeye.testsupport.Figures;
import io.sockeye.testsupport.Seeds;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * The fuzz targets on the shared vectors, on what once broke them, and on mutations of these: the
 * same in each build, and others for as long as {@code ./fuzz} is told.
 */
final class FuzzTest {
  /** With {@code -Dfuzz.rounds=…}, each seed is broken more often. */
  private static final int ROUNDS = Integer.getInteger("fuzz.rounds", 60);

  private static final long SEED = Long.getLong("fuzz.seed", 4_711);

  /** How long each target goes on; once through all seeds at least. */
  private static final Duration DURATION =
      Duration.ofSeconds(Integer.getInteger("fuzz.seconds", 0));

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

    fuzz("engine", seeds, EngineFuzz::fuzzerTestOneInput);
  }

  @Test
  void socket() {
    List<byte[]> seeds = new ArrayList<>();
    Vectors.of("socketio/packets.jsonl").forEach(vector -> seeds.add(messages(vector)));
    Vectors.of("socketio/refused.jsonl").forEach(vector -> seeds.add(messages(vector)));

    fuzz("socket", seeds, SocketFuzz::fuzzerTestOneInput);
  }

  @Test
  void msgpack() {
    List<byte[]> seeds = new ArrayList<>();
    for (String file : List.of("msgpack/packets.jsonl", "msgpack/refused.jsonl")) {
      for (Vector vector : Vectors.of(file)) {
        seeds.add(vector.text("hex") == null ? utf8(vector.text("text")) : vector.bytes("hex"));
      }
    }

    fuzz("msgpack", seeds, MsgpackFuzz::fuzzerTestOneInput);
  }

  @Test
  void json() {
    List<byte[]> seeds = new ArrayList<>();
    for (String file : List.of("json/valid.jsonl", "json/invalid.jsonl")) {
      for (Vector vector : Vectors.of(file)) {
        seeds.add(vector.text("text") == null ? vector.bytes("hex") : utf8(vector.text("text")));
      }
    }

    fuzz("json", seeds, JsonFuzz::fuzzerTestOneInput);
  }

  private static void fuzz(String name, List<byte[]> vectors, Consumer<byte[]> target) {
    List<byte[]> seeds = new ArrayList<>(Seeds.of(name).all());
    seeds.addAll(vectors);
    long begin = System.nanoTime();
    long inputs = 0;
    for (long seed = SEED; seed == SEED || System.nanoTime() - begin < DURATION.toNanos(); seed++) {
      inputs += round(name, seeds, target, seed);
    }
    Figures.tell(
        name.equals("engine") ? "P02" : "P01",
        "%s: %,d inputs from seed %d on, none broke anything",
        name,
        inputs,
        SEED);
  }

  private static int round(
      String name, List<byte[]> seeds, Consumer<byte[]> target, long randomSeed) {
    RandomJson random = new RandomJson(randomSeed);
    for (byte[] seed : seeds) {
      run(name, seed, target, randomSeed);
      byte[] mutant = seed;
      for (int i = 0; i < ROUNDS; i++) {
        // Now and then from the start again, else ever further away from it.
        mutant = random.mutate(random.below(4) == 0 ? seed : mutant);
        run(name, mutant, target, randomSeed);
      }
    }
    return seeds.size() * (ROUNDS + 1);
  }

  private static void run(String name, byte[] input, Consumer<byte[]> target, long randomSeed) {
    try {
      target.accept(input.clone());
    } catch (Throwable failure) {
      throw new AssertionError(
          "input %s with fuzz.seed %d, kept in %s"
              .formatted(HexFormat.of().formatHex(input), randomSeed, Seeds.of(name).keep(input)),
          failure);
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
