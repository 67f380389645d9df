package io.sockeye.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.protocol.engineio.PacketGroup;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers to polls, compressed for those who accept it. */
class HttpCompressionTest {
  private static final String LONG = "a text that repeats itself, ".repeat(100);

  private final EngineRig rig =
      new EngineRig(EngineRig.options().httpCompression(HttpCompression.defaults()));

  private FakeExchange poll(String sid, String acceptEncoding) {
    return rig.get("EIO=4&transport=polling&sid=" + sid, "Accept-Encoding", acceptEncoding);
  }

  private static String decoded(FakeExchange answer) throws IOException {
    InputStream body = new ByteArrayInputStream(answer.response().body());
    String coding = Optional.ofNullable(answer.header("content-encoding")).orElse("");
    InputStream plain =
        switch (coding) {
          case "gzip" -> new GZIPInputStream(body);
          case "deflate" -> new InflaterInputStream(body);
          default -> body;
        };
    return new String(plain.readAllBytes(), StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource({"'gzip, deflate, br', gzip", "deflate, deflate", "'', ", "br, "})
  void longAnswerIsCompressedAsTheClientAccepts(String accepted, String coding) throws IOException {
    String sid = rig.openPolling();
    rig.send(LONG);

    FakeExchange answer = poll(sid, accepted);

    assertThat(answer.header("content-encoding")).isEqualTo(coding);
    assertThat(answer.header("vary")).isEqualTo("Accept-Encoding");
    assertThat(answer.header("content-type")).isEqualTo("text/plain; charset=UTF-8");
    assertThat(decoded(answer)).isEqualTo("4" + LONG);
    if (coding != null) {
      assertThat(answer.response().body()).hasSizeLessThan(LONG.length() / 10);
    }
  }

  @ParameterizedTest
  @CsvSource({"1022, ", "1023, gzip"})
  void thresholdIsCountedInBytesOfTheAnswer(int length, String coding) {
    String sid = rig.openPolling();
    rig.send("x".repeat(length));

    assertThat(poll(sid, "gzip").header("content-encoding")).isEqualTo(coding);
  }

  @Test
  void messageThatMustNotBeCompressedExemptsItsAnswer() throws IOException {
    String sid = rig.openPolling();
    rig.session().send(EngineRig.message("secret").withCompress(false));
    rig.send(LONG);

    FakeExchange exempt = poll(sid, "gzip");
    rig.send(LONG);
    FakeExchange next = poll(sid, "gzip");

    assertThat(exempt.header("content-encoding")).isNull();
    assertThat(decoded(exempt)).isEqualTo("4secret\u001e4" + LONG);
    assertThat(next.header("content-encoding")).isEqualTo("gzip");
  }

  @Test
  void broadcastIsCompressedOnceForEachCoding() throws IOException {
    List<FakeExchange> polls = new ArrayList<>();
    for (String accepted : List.of("gzip", "gzip", "deflate", "deflate", "br")) {
      polls.add(poll(rig.openPolling(), accepted));
    }
    PacketGroup broadcast = EngineRig.message(LONG);

    rig.sessions.forEach(session -> session.send(broadcast));

    List<byte[]> bodies = polls.stream().map(each -> each.response().body()).toList();
    assertThat(bodies.get(1)).isSameAs(bodies.get(0));
    assertThat(bodies.get(3)).isSameAs(bodies.get(2));
    for (FakeExchange each : polls) {
      assertThat(decoded(each)).isEqualTo("4" + LONG);
    }
  }

  @Test
  void varyStandsNextToThatOfCors() {
    EngineRig both =
        new EngineRig(
            EngineRig.options()
                .cors(Cors.origins("https://chat.example"))
                .httpCompression(HttpCompression.defaults()));

    FakeExchange answer = both.get("EIO=4&transport=polling", "Origin", "https://chat.example");

    List<String> vary = new ArrayList<>();
    answer
        .response()
        .headers()
        .forEach(
            (name, value) -> {
              if (name.equalsIgnoreCase("Vary")) {
                vary.add(value);
              }
            });
    assertThat(vary).containsExactly("Origin", "Accept-Encoding");
  }

  @Test
  void nothingIsCompressedUnlessAskedFor() {
    EngineRig plain = new EngineRig();
    String sid = plain.openPolling();
    plain.session().send(PacketGroup.of(EngineRig.message(LONG).packets().get(0)));

    FakeExchange answer =
        plain.get("EIO=4&transport=polling&sid=" + sid, "Accept-Encoding", "gzip");

    assertThat(answer.header("content-encoding")).isNull();
    assertThat(answer.header("vary")).isNull();
    assertThat(answer.text()).isEqualTo("4" + LONG);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gzip | GZIP",
        "x-gzip | GZIP",
        "GZIP | GZIP",
        "deflate, gzip | GZIP",
        "deflate;q=1.0, gzip;q=0.5 | DEFLATE",
        "gzip;q=0, deflate;q=0.1 | DEFLATE",
        "gzip;q=0 | ",
        "* | GZIP",
        "*;q=0 | ",
        "gzip;q=0, * | DEFLATE",
        "identity | ",
        "identity, gzip;q=0.5 | ",
        "identity;q=0.5, gzip | GZIP",
        "identity;q=0.5, gzip;q=0.5 | GZIP",
        "gzip ; q = 0.3 , deflate;q=0.4 | DEFLATE",
        "gzip;q=2 | ",
        "gzip;q=abc | ",
        "gzip;level=9 | ",
        "gzipped | ",
        ",,, | ",
        "br, zstd | ",
      })
  void codingIsNegotiated(String accepted, String coding) {
    assertThat(ContentCoding.negotiate(List.of(accepted)).map(Enum::name).orElse(null))
        .isEqualTo(coding);
  }
}
