package io.sockeye.interop;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import io.sockeye.ArgumentException;
import io.sockeye.protocol.Slice;
import io.sockeye.protocol.json.JsonCodec;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringReader;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON by Gson, as an application might bring it: bytes, natural types and times are taught to it.
 */
final class GsonJson implements JsonCodec {
  /** What bytes are exchanged with while this thread reads or writes; null for base64. */
  private static final ThreadLocal<@Nullable List<byte[]>> ATTACHMENTS = new ThreadLocal<>();

  private final Gson gson =
      new GsonBuilder()
          .disableHtmlEscaping()
          .serializeNulls()
          .registerTypeAdapter(byte[].class, new Bytes())
          .registerTypeAdapter(Instant.class, new Instants())
          .setObjectToNumberStrategy(GsonJson::number)
          .create();

  @Override
  public void write(@Nullable Object value, OutputStream out, @Nullable List<byte[]> attachments)
      throws IOException {
    ATTACHMENTS.set(attachments);
    try {
      out.write(escapeSurrogates(gson.toJson(value)).getBytes(StandardCharsets.UTF_8));
    } catch (StackOverflowError cyclic) {
      throw new IllegalArgumentException("expected a value that is not nested as deep as this");
    } finally {
      ATTACHMENTS.remove();
    }
  }

  @Override
  public @Nullable Object read(Slice json, Type type, List<byte[]> attachments) {
    ATTACHMENTS.set(attachments);
    try {
      return type == Object.class
          ? Natural.value(new JsonReader(new StringReader(json.utf8())))
          : gson.fromJson(json.utf8(), type);
    } catch (JsonParseException | IOException mismatch) {
      throw new ArgumentException("expected " + type.getTypeName() + ", got something else");
    } finally {
      ATTACHMENTS.remove();
    }
  }

  /** UTF-8 cannot say an unpaired surrogate; it can only stand within a string. */
  private static String escapeSurrogates(String json) {
    StringBuilder escaped = new StringBuilder(json.length());
    json.codePoints()
        .forEach(
            c -> {
              if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
                escaped.append("\\u").append(Integer.toHexString(c));
              } else {
                escaped.appendCodePoint(c);
              }
            });
    return escaped.toString();
  }

  private static Number number(JsonReader in) throws IOException {
    String text = in.nextString();
    if (text.matches("-?\\d+")) {
      BigInteger whole = new BigInteger(text);
      if (whole.bitLength() < Integer.SIZE) {
        return whole.intValue();
      }
      return whole.bitLength() < Long.SIZE ? (Number) whole.longValue() : whole;
    }
    return new BigDecimal(text).doubleValue();
  }

  /** An object that stands for an attachment, where there are any. */
  private static byte @Nullable [] attachment(Map<?, ?> members) {
    List<byte[]> attachments = ATTACHMENTS.get();
    boolean stands =
        attachments != null
            && !attachments.isEmpty()
            && Boolean.TRUE.equals(members.get("_placeholder"));
    return stands ? attachments.get(((Number) members.get("num")).intValue()) : null;
  }

  private static final class Bytes extends TypeAdapter<byte[]> {
    @Override
    public void write(JsonWriter out, byte @Nullable [] value) throws IOException {
      List<byte[]> attachments = ATTACHMENTS.get();
      if (value == null) {
        out.nullValue();
      } else if (attachments == null) {
        out.value(Base64.getEncoder().encodeToString(value));
      } else {
        out.beginObject().name("_placeholder").value(true);
        out.name("num").value(attachments.size()).endObject();
        attachments.add(value);
      }
    }

    @Override
    public byte @Nullable [] read(JsonReader in) throws IOException {
      return switch (in.peek()) {
        case NULL -> {
          in.nextNull();
          yield null;
        }
        case STRING -> Base64.getDecoder().decode(in.nextString());
        default -> {
          byte[] bytes = attachment(Natural.object(in));
          if (bytes == null) {
            throw new JsonParseException("no bytes");
          }
          yield bytes;
        }
      };
    }
  }

  private static final class Instants extends TypeAdapter<Instant> {
    @Override
    public void write(JsonWriter out, @Nullable Instant value) throws IOException {
      out.value(value == null ? null : value.toString());
    }

    @Override
    public Instant read(JsonReader in) throws IOException {
      return Instant.parse(in.nextString());
    }
  }

  /** Reads natural types, and bytes among them. */
  private static final class Natural {
    private Natural() {}

    static @Nullable Object value(JsonReader in) throws IOException {
      return switch (in.peek()) {
        case NULL -> {
          in.nextNull();
          yield null;
        }
        case BOOLEAN -> in.nextBoolean();
        case NUMBER -> number(in);
        case STRING -> in.nextString();
        case BEGIN_ARRAY -> array(in);
        default -> {
          Map<String, @Nullable Object> members = object(in);
          byte[] bytes = attachment(members);
          yield bytes == null ? members : bytes;
        }
      };
    }

    private static List<@Nullable Object> array(JsonReader in) throws IOException {
      List<@Nullable Object> list = new ArrayList<>();
      in.beginArray();
      while (in.hasNext()) {
        list.add(value(in));
      }
      in.endArray();
      return list;
    }

    static Map<String, @Nullable Object> object(JsonReader in) throws IOException {
      Map<String, @Nullable Object> map = new LinkedHashMap<>();
      in.beginObject();
      while (in.hasNext()) {
        map.put(in.nextName(), value(in));
      }
      in.endObject();
      return map;
    }
  }
}
