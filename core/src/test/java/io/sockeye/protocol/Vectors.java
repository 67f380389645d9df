package io.sockeye.protocol;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the shared vectors, one JSON object a line; see their README. */
public final class Vectors {
  private static final JsonMapper MAPPER = JsonMapper.shared();

  private Vectors() {}

  /** One line of a file. */
  public record Vector(JsonNode json) {
    /** The text of a member, or null. */
    public String text(String member) {
      return json.path(member).isMissingNode() ? null : json.get(member).stringValue();
    }

    /** The bytes that a member tells in hexadecimal, or null. */
    public byte[] bytes(String member) {
      String hex = text(member);
      return hex == null ? null : HexFormat.of().parseHex(hex);
    }

    /** Whether a member is true; if it is not there, the default. */
    public boolean is(String member, boolean otherwise) {
      return json.path(member).asBoolean(otherwise);
    }

    @Override
    public String toString() {
      return text("about");
    }
  }

  /** The lines of a file below {@code vectors/}. */
  public static List<Vector> of(String file) {
    String name = "/vectors/" + file;
    try (InputStream in = Objects.requireNonNull(Vectors.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(line -> new Vector(MAPPER.readTree(line)))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
