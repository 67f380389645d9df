package io.sockeye.protocol.json;

import io.sockeye.ArgumentException;
import io.sockeye.protocol.Limits;
import io.sockeye.protocol.ProtocolException;
import io.sockeye.protocol.Slice;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Type;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamWriteConstraints;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;
import tools.jackson.databind.util.TokenBuffer;

/**
 * JSON by Jackson.
 *
 * <p>Records, beans, collections, {@code Optional} and the like are written and bound as Jackson
 * does it; {@code java.time} is ISO text. What JavaScript would write as null is null: a number
 * that is not finite. Unknown members are ignored, no member names a class to load, and a scalar is
 * not turned into another kind of scalar: text is no number, a fraction no integer.
 */
public final class JacksonJson implements JsonCodec, ValueCodec {
  private final JsonMapper mapper;

  /** Whether a single scalar may go past the mapper, which is ours and would do the same. */
  private final boolean shortcuts;

  private final ObjectWriter writer;
  private final ObjectReader reader;
  private final AttachmentReader attachmentReader;

  private JacksonJson(JsonMapper mapper, boolean shortcuts) {
    this.mapper = mapper;
    this.shortcuts = shortcuts;
    this.writer = mapper.writer().without(StreamWriteFeature.AUTO_CLOSE_TARGET);
    this.reader = mapper.reader();
    this.attachmentReader =
        new AttachmentReader(
            reader, mapper.tokenStreamFactory().streamReadConstraints().getMaxNestingDepth());
  }

  /** With the default limits. */
  public static JacksonJson create() {
    return create(Limits.defaults());
  }

  /** With limits, which ought to be those of the decoder. */
  public static JacksonJson create(Limits limits) {
    JsonFactory factory =
        JsonFactory.builder()
            // As JavaScript does.
            .disable(JsonWriteFeature.WRITE_HEX_UPPER_CASE)
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(limits.maxJsonDepth())
                    .maxNumberLength(limits.maxJsonNumberLength())
                    .maxNameLength(limits.maxJsonNameLength())
                    .build())
            .streamWriteConstraints(
                StreamWriteConstraints.builder().maxNestingDepth(limits.maxJsonDepth()).build())
            .build();
    JsonMapper mapper =
        JsonMapper.builder(factory)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            // An object of which nothing is written is a mistake: no getters, or not public.
            .enable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
            .withCoercionConfig(
                LogicalType.Textual,
                text ->
                    text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                        .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                        .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
            .build();
    return new JacksonJson(mapper, true);
  }

  /** With a mapper of one's own, whose configuration, limits among it, is taken as it is. */
  public static JacksonJson create(JsonMapper mapper) {
    return new JacksonJson(mapper, false);
  }

  @Override
  public void write(@Nullable Object value, OutputStream out, @Nullable List<byte[]> attachments)
      throws IOException {
    if (shortcuts && Scalars.write(value, out)) {
      return;
    }
    try (JsonGenerator target = writer.createGenerator(out);
        JsonGenerator generator = new AttachmentGenerator(target, attachments)) {
      writer.writeValue(generator, value);
    } catch (JacksonIOException failed) {
      throw failed.getCause();
    } catch (JacksonException unwritable) {
      throw unwritable(unwritable);
    }
  }

  @Override
  public void write(@Nullable Object value, ValueSink sink) {
    if (shortcuts && Scalars.write(value, sink)) {
      return;
    }
    TokenBuffer tokens = new TokenBuffer(mapper._serializationContext(), false);
    try (TokenGenerator generator = new TokenGenerator(tokens, maxWrittenDepth())) {
      writer.writeValue(generator, value);
      generator.tell(sink);
    } catch (JacksonException unwritable) {
      throw unwritable(unwritable);
    }
  }

  private IllegalArgumentException unwritable(JacksonException failure) {
    if (failure instanceof StreamConstraintsException) {
      return new IllegalArgumentException(
          "expected a value nested at most "
              + maxWrittenDepth()
              + " deep, got a deeper or a cyclic one");
    }
    return new IllegalArgumentException(
        "expected a value that JSON can say: " + failure.getOriginalMessage(), failure);
  }

  private int maxWrittenDepth() {
    return mapper.tokenStreamFactory().streamWriteConstraints().getMaxNestingDepth();
  }

  @Override
  public @Nullable Object read(Slice json, Type type, List<byte[]> attachments) {
    if (shortcuts) {
      String text = Scalars.read(json, type);
      if (text != null) {
        return text;
      }
    }
    try {
      ObjectReader typed = reader.forType(mapper.constructType(type));
      if (attachments.isEmpty()) {
        return typed.readValue(json.array(), json.offset(), json.length());
      }
      return typed.readValue(attachmentReader.read(json, attachments));
    } catch (JacksonException mismatch) {
      throw BindingFailure.of(mismatch, type, BindingFailure.kind(json));
    } catch (ArithmeticException | NumberFormatException beyond) {
      // An exponent that Java's own numbers cannot hold; Jackson lets that through as it is.
      throw BindingFailure.ofNumber(type);
    } catch (ProtocolException unsound) {
      throw new ArgumentException("expected sound JSON: " + unsound.getMessage(), unsound);
    }
  }

  @Override
  public @Nullable Object read(Consumer<ValueSink> value, Type type) {
    TokenSink sink = new TokenSink();
    value.accept(sink);
    TokenBuffer tokens = sink.tokens();
    try {
      return reader.forType(mapper.constructType(type)).readValue(tokens);
    } catch (JacksonException mismatch) {
      throw BindingFailure.of(mismatch, type, BindingFailure.kind(tokens.firstToken()));
    } catch (ArithmeticException | NumberFormatException beyond) {
      throw BindingFailure.ofNumber(type);
    }
  }
}
