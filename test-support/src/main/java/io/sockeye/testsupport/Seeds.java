package io.sockeye.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * Inputs that once broke something, for a fuzz test to begin with: files of hexadecimal digits in
 * {@code src/test/resources/seeds} of the module, by target. A test that finds a new one puts it
 * there, to be committed with the fix.
 */
public final class Seeds {
  private static final Path FOLDER =
      Path.of(System.getProperty("user.dir"), "src", "test", "resources", "seeds");

  private final Path folder;

  private Seeds(Path folder) {
    this.folder = folder;
  }

  /** Those of a target. */
  public static Seeds of(String target) {
    return new Seeds(FOLDER.resolve(target));
  }

  /** Those in another folder. */
  static Seeds in(Path folder) {
    return new Seeds(folder);
  }

  /** All of them, always in the same order. */
  public List<byte[]> all() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .sorted()
          .filter(file -> file.toString().endsWith(".hex"))
          .map(Seeds::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Puts one there, and returns where. */
  public Path keep(byte[] input) {
    Path file = folder.resolve("found-%08x.hex".formatted(Arrays.hashCode(input)));
    try {
      Files.createDirectories(folder);
      return Files.writeString(file, HexFormat.of().formatHex(input) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] read(Path file) {
    try {
      return HexFormat.of().parseHex(Files.readString(file).strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
