package io.sockeye.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The tests that the documents name, and those that there are. */
final class Witnesses {
  static final Path ROOT = Path.of(System.getProperty("user.dir")).getParent();

  private static final Pattern WITNESS =
      Pattern.compile("`((?:[A-Z]\\w*(?:Test|IT|Contract))|(?:[\\w.-]+\\.mjs))`");

  private Witnesses() {}

  /** The lines of a document that match. */
  static List<String> lines(String document, String pattern) throws IOException {
    try (Stream<String> lines = Files.lines(ROOT.resolve(document))) {
      return lines.filter(line -> line.matches(pattern)).toList();
    }
  }

  /** Those that texts name. */
  static Set<String> in(List<String> texts) {
    return texts.stream().flatMap(text -> in(text).stream()).collect(Collectors.toSet());
  }

  /** Those that a text names. */
  static List<String> in(String text) {
    return WITNESS.matcher(text).results().map(found -> found.group(1)).toList();
  }

  /** Those that there are. */
  static Set<String> all() throws IOException {
    try (Stream<Path> files =
        Files.find(ROOT, 20, (file, is) -> is.isRegularFile() && isTest(ROOT.relativize(file)))) {
      return files
          .map(file -> file.getFileName().toString().replace(".java", ""))
          .collect(Collectors.toSet());
    }
  }

  private static boolean isTest(Path file) {
    String path = file.toString();
    return (path.endsWith(".java") && path.contains("src/") && !path.contains("target/"))
        || path.matches("interop/tests/[^/]*\\.mjs");
  }
}
