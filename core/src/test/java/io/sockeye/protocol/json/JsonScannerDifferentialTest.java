package io.sockeye.protocol.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.protocol.Limits;
import io.sockeye.protocol.ProtocolException;
import io.sockeye.protocol.RandomJson;
import io.sockeye.protocol.Slice;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Our scanner and Jackson's parser, with the JDK's strict UTF-8, say the same of the same bytes.
 */
final class JsonScannerDifferentialTest {
  private static final int CASES = 40_000;
  private static final int ATTACHMENTS = 2;

  private final JsonMapper jackson = JsonMapper.builder().build();
  private final JsonMapper strict =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private final JsonScanner scanner = new JsonScanner(Limits.defaults());

  @Test
  void sameTextsAreAccepted() {
    RandomJson random = new RandomJson(20_261_121);
    int accepted = 0;
    for (int i = 0; i < CASES; i++) {
      byte[] bytes = random.mutate(utf8(random.value(4)));

      boolean ours = check(bytes);

      if (ours && jacksonMindsSurrogate(bytes)) {
        continue;
      }
      assertThat(ours).as(() -> describe(bytes)).isEqualTo(parse(bytes) != null);
      accepted += ours ? 1 : 0;
    }
    assertThat(accepted).as("both kinds were tried").isBetween(CASES / 4, 3 * CASES / 4);
  }

  @Test
  void sameElementsAreFound() throws ProtocolException {
    RandomJson random = new RandomJson(1_511);
    for (int i = 0; i < CASES / 5; i++) {
      byte[] bytes = utf8(random.array(4));

      JsonArray array = scanner.checkArray(Slice.of(bytes), 0);
      JsonNode tree = parse(bytes);

      assertThat(array.size()).isEqualTo(tree.size());
      for (int e = 0; e < array.size(); e++) {
        assertThat(parse(array.element(e).toArray())).isEqualTo(tree.get(e));
      }
      for (int e = 0; e <= array.size(); e++) {
        JsonNode rest = parse(utf8("[" + array.elementsFrom(e).utf8() + "]"));
        assertThat(rest).hasSize(array.size() - e);
      }
    }
  }

  @Test
  void samePlaceholdersAreFound() {
    RandomJson random = new RandomJson(5_109);
    int accepted = 0;
    for (int i = 0; i < CASES; i++) {
      byte[] bytes = utf8(random.array(3));

      boolean ours = checkPlaceholders(bytes);

      if (hasNameTwice(bytes)) {
        // A placeholder may stand where a later member of the same name hides it from the oracle.
        continue;
      }
      assertThat(ours).as(() -> describe(bytes)).isEqualTo(placeholdersFit(parse(bytes)));
      accepted += ours ? 1 : 0;
    }
    assertThat(accepted).as("both kinds were tried").isGreaterThan(CASES / 1_000);
  }

  private boolean check(byte[] bytes) {
    try {
      scanner.check(Slice.of(bytes));
      return true;
    } catch (ProtocolException refused) {
      return false;
    }
  }

  private boolean checkPlaceholders(byte[] bytes) {
    try {
      scanner.checkArray(Slice.of(bytes), ATTACHMENTS);
      return true;
    } catch (ProtocolException refused) {
      return false;
    }
  }

  /** The tree, or null if the bytes are not JSON in UTF-8. */
  private JsonNode parse(byte[] bytes) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      JsonNode tree = jackson.readTree(text);
      return tree.isMissingNode() ? null : tree;
    } catch (CharacterCodingException | JacksonException refused) {
      return null;
    }
  }

  /** An unpaired surrogate in a member name is JSON, yet Jackson binds it in values alone. */
  private boolean jacksonMindsSurrogate(byte[] bytes) {
    try {
      jackson.readTree(bytes);
      return false;
    } catch (JacksonException refused) {
      return refused.getOriginalMessage().contains("surrogate");
    }
  }

  private boolean hasNameTwice(byte[] bytes) {
    try {
      strict.readTree(bytes);
      return false;
    } catch (JacksonException refused) {
      return true;
    }
  }

  private static boolean placeholdersFit(JsonNode tree) {
    List<JsonNode> numbers = new ArrayList<>();
    collect(tree, numbers);
    return numbers.size() == ATTACHMENTS
        && numbers.stream()
            .allMatch(n -> n.isInt() && n.intValue() >= 0 && n.intValue() < ATTACHMENTS)
        && numbers.stream().distinct().count() == ATTACHMENTS;
  }

  private static void collect(JsonNode node, List<JsonNode> numbers) {
    if (node.isObject()
        && node.path("_placeholder").isBoolean()
        && node.get("_placeholder").booleanValue()) {
      numbers.add(node.path("num"));
    }
    node.forEach(child -> collect(child, numbers));
  }

  private static String describe(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8) + " = " + HexFormat.of().formatHex(bytes);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
