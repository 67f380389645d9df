package io.sockeye.protocol.json;

import io.sockeye.protocol.Limits;
import io.sockeye.protocol.ProtocolException;
import io.sockeye.protocol.Slice;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.util.TokenBuffer;

/**
 * Reads JSON with its attachments put back, as tokens that a deserializer takes for bytes wherever
 * it expects bytes. What a placeholder is, {@link JsonScanner} alone decides.
 */
final class AttachmentReader {
  private final ObjectReader reader;

  /** Generous: what is read here has passed the limits of the decoder. */
  private final Limits limits;

  AttachmentReader(ObjectReader reader, int maxDepth) {
    this.reader = reader;
    this.limits =
        Limits.defaults()
            .withMaxJsonDepth(maxDepth)
            .withMaxJsonNameLength(Integer.MAX_VALUE)
            .withMaxJsonNumberLength(Integer.MAX_VALUE);
  }

  TokenBuffer read(Slice json, List<byte[]> attachments) throws ProtocolException {
    Map<Integer, Integer> placeholders =
        new JsonScanner(limits).findPlaceholders(json, attachments.size());
    TokenBuffer tokens = TokenBuffer.forGeneration();
    try (JsonParser parser = reader.createParser(json.array(), json.offset(), json.length())) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        Integer number =
            token == JsonToken.START_OBJECT ? placeholders.get(position(parser)) : null;
        if (number == null) {
          tokens.copyCurrentEvent(parser);
        } else {
          parser.skipChildren();
          tokens.writeEmbeddedObject(attachments.get(number));
        }
      }
    }
    return tokens;
  }

  private static int position(JsonParser parser) {
    return (int) parser.currentTokenLocation().getByteOffset();
  }
}
