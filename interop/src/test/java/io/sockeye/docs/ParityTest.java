package io.sockeye.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The parity table names its witnesses, and they exist. */
class ParityTest {
  private static final Path ROOT = Path.of(System.getProperty("user.dir")).getParent();
  private static final Pattern WITNESS =
      Pattern.compile("`((?:[A-Z]\\w*(?:Test|IT|Contract))|(?:[\\w.-]+\\.mjs))`");

  private static List<String> rows() throws IOException {
    try (Stream<String> lines = Files.lines(ROOT.resolve("docs/parity.md"))) {
      return lines.filter(line -> line.matches("\\| \\d+ .*")).toList();
    }
  }

  private static Set<String> tests() throws IOException {
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

  @Test
  void testsThatItNamesExist() throws IOException {
    Set<String> named = new TreeSet<>();
    for (String row : rows()) {
      named.addAll(WITNESS.matcher(row).results().map(found -> found.group(1)).toList());
    }

    assertThat(named).hasSizeGreaterThan(100).isSubsetOf(tests());
  }

  @Test
  void whatIsDoneNamesATestOrTheRoleThatForeignSuitesRunAgainst() throws IOException {
    List<String> unproven =
        rows().stream()
            .flatMap(row -> Stream.of(row.split("\\|")).skip(3))
            .filter(cell -> cell.strip().startsWith("done"))
            .filter(cell -> !WITNESS.matcher(cell).find() && !cell.contains("`interop/serve "))
            .toList();

    assertThat(unproven).isEmpty();
  }
}
