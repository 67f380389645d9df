package io.sockeye.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sockeye.netty.NettyOptions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandLineTest {
  @Test
  void flagsTakeTheWordsThatFollow() throws UsageException {
    CommandLine line = CommandLine.parse("smoke", "0", "--ping", "500", "2000", "--extras");

    assertThat(line.role()).isEqualTo("smoke");
    assertThat(line.port()).isZero();
    assertThat(line.ping())
        .contains(new CommandLine.Ping(Duration.ofMillis(500), Duration.ofSeconds(2)));
    assertThat(line.has("--extras")).isTrue();
  }

  @Test
  void wordsOfTheRoleStandBeforeTheFlags() throws UsageException {
    CommandLine line =
        CommandLine.parse(
            "cluster", "1", "one", "redis", "redis://127.0.0.1:6379", "--tls", "c", "k");

    assertThat(line.words()).containsExactly("one", "redis", "redis://127.0.0.1:6379");
    assertThat(line.tls()).isPresent();
    assertThat(Roles.of(line)).isInstanceOf(ClusterRole.class);
  }

  @Test
  void listenersRunInLanesUnlessToldOtherwise() throws UsageException {
    assertThat(CommandLine.parse("bench", "1").inlineHandlers()).isFalse();
    assertThat(CommandLine.parse("bench", "1", "--handlers", "lane").inlineHandlers()).isFalse();
    assertThat(CommandLine.parse("bench", "1", "--handlers", "inline").inlineHandlers()).isTrue();
  }

  @Test
  void serverPicksWhatMovesTheBytesUnlessToldOtherwise() throws UsageException {
    CommandLine told =
        CommandLine.parse("bench", "1", "--transport", "io_uring", "--event-loops", "3");

    assertThat(told.transport()).isEqualTo(NettyOptions.Transport.IO_URING);
    assertThat(told.eventLoops()).hasValue(3);
    assertThat(CommandLine.parse("bench", "1").transport()).isEqualTo(NettyOptions.Transport.AUTO);
    assertThat(CommandLine.parse("bench", "1").eventLoops()).isEmpty();
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> CommandLine.parse("bench", "1", "--transport", "pigeon").transport())
        .withMessage("--transport: expected auto, io_uring, epoll, kqueue or nio, got pigeon");
  }

  @Test
  void nothingIsCompressedUnlessToldHow() throws UsageException {
    CommandLine alone = CommandLine.parse("bench", "1", "--compress", "no-takeover");

    assertThat(Roles.of(alone)).isInstanceOf(BenchRole.class);
    assertThat(alone.contextTakeover()).contains(false);
    assertThat(CommandLine.parse("smoke", "1", "--compress", "takeover").contextTakeover())
        .contains(true);
    assertThat(CommandLine.parse("bench", "1").contextTakeover()).isEmpty();
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> CommandLine.parse("bench", "1", "--compress", "much").contextTakeover())
        .withMessage("--compress: expected takeover or no-takeover, got much");
  }

  @ParameterizedTest
  @CsvSource({
    "smoke, expected a role and a port",
    "smoke x, 'port: expected 0 to 65535, got x'",
    "smoke 65536, 'port: expected 0 to 65535, got 65536'",
    "smoke 0 --nothing, no such flag: --nothing",
    "smoke 0 --ping 500, --ping: expected 2 words after it",
  })
  void whatCannotBeServedIsNamed(String words, String message) {
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> CommandLine.parse(words.split(" ")))
        .withMessage(message);
  }

  @ParameterizedTest
  @CsvSource({
    "nothing 0, no such role: nothing",
    "cluster 0 one redis, 'cluster: expected [NAME, ADAPTER, REDIS-URL] after the port, got [one, redis]'",
    "eio4 0 more, 'eio4: expected [] after the port, got [more]'",
    "eio4 0 --extras, eio4: does not take --extras",
  })
  void aRoleThatThereIsNotIsNamed(String words, String message) throws UsageException {
    CommandLine line = CommandLine.parse(words.split(" "));

    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> Roles.of(line))
        .withMessage(message);
  }
}
