package io.sockeye.protocol.fuzz;

import static io.sockeye.protocol.fuzz.EngineFuzz.require;
import static io.sockeye.protocol.fuzz.EngineFuzz.requireMessage;

import io.sockeye.protocol.Limits;
import io.sockeye.protocol.ProtocolException;
import io.sockeye.protocol.Slice;
import io.sockeye.protocol.json.JsonArray;
import io.sockeye.protocol.json.JsonScanner;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/** The scanner accepts only what Jackson and the JDK's strict UTF-8 accept too. */
public final class JsonFuzz {
  private static final JsonFactory JACKSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(Limits.defaults().maxJsonDepth())
                  .build())
          .build();

  private JsonFuzz() {}

  /** Jazzer's way in. */
  public static void fuzzerTestOneInput(byte[] input) {
    JsonScanner scanner = new JsonScanner(Limits.defaults());
    try {
      JsonScanner.Kind kind = scanner.check(Slice.of(input));
      requireSound(input);
      if (kind == JsonScanner.Kind.ARRAY) {
        JsonArray array = scanner.checkArray(Slice.of(input), 0);
        for (int i = 0; i < array.size(); i++) {
          scanner.check(array.element(i));
        }
        scanner.checkArray(Slice.of(input), 2);
      }
    } catch (ProtocolException refused) {
      requireMessage(refused);
    }
  }

  private static void requireSound(byte[] input) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(input)).toString();
      try (JsonParser parser = JACKSON.createParser(ObjectReadContext.empty(), text)) {
        while (parser.nextToken() != null) {
          parser.getString();
        }
      }
    } catch (CharacterCodingException unsound) {
      throw new IllegalStateException(unsound);
    } catch (JacksonException refused) {
      // The one known difference: an unpaired surrogate in a member name.
      require(refused.getOriginalMessage().contains("surrogate"), "Jackson accepts it too");
    }
  }
}
