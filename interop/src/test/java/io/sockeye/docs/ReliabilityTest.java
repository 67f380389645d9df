package io.sockeye.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The matrix of docs/reliability.md is whole, and the tests that it names exist. */
class ReliabilityTest {
  /** Rows of the matrix, without the heads of its tables. */
  private static List<String> rows() throws IOException {
    return Witnesses.lines("docs/reliability.md", "\\| [VPTUOLMSCK]\\d+ \\|.*");
  }

  private static Stream<String> ids(String letter, int last) {
    return IntStream.rangeClosed(1, last)
        .mapToObj(i -> letter + (letter.equals("V") ? "%d" : "%02d").formatted(i));
  }

  @Test
  void noRowIsMissingOrThereTwice() throws IOException {
    List<String> expected =
        Stream.of(
                ids("V", 44),
                ids("P", 30),
                ids("T", 20),
                ids("U", 13),
                ids("O", 16),
                ids("L", 14),
                ids("M", 10),
                ids("S", 18),
                ids("C", 20),
                ids("K", 13))
            .flatMap(ids -> ids)
            .toList();

    assertThat(rows()).map(row -> row.split("\\|")[1].strip()).containsExactlyElementsOf(expected);
  }

  @Test
  void testsThatItNamesExist() throws IOException {
    assertThat(Witnesses.in(rows())).hasSizeGreaterThan(80).isSubsetOf(Witnesses.all());
  }

  @Test
  void rowsWithoutATestSayWhy() throws IOException {
    List<String> silent =
        rows().stream()
            .filter(row -> Witnesses.in(row).isEmpty())
            .filter(
                row ->
                    !row.contains("not shown")
                        && !row.contains("performance.md")
                        && !row.contains("the table above")
                        && !row.contains("`BufferLeaks`")
                        && !row.contains("`interop/serve ")
                        && !row.contains("`pom.xml`"))
            .toList();

    assertThat(silent).isEmpty();
  }
}
