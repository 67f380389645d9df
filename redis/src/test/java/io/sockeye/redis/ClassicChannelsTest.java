package io.sockeye.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

/** Channels by the names that the JavaScript adapter gives them. */
final class ClassicChannelsTest {
  private final ClassicChannels channels = new ClassicChannels("socket.io", "/");

  @Test
  void channelsHaveTheNamesOfTheReference() {
    assertThat(channels.broadcasts(Set.of())).isEqualTo("socket.io#/#");
    assertThat(channels.broadcasts(Set.of("r1"))).isEqualTo("socket.io#/#r1#");
    assertThat(channels.broadcasts(Set.of("r1", "r2"))).isEqualTo("socket.io#/#");
    assertThat(channels.broadcastPattern()).isEqualTo("socket.io#/#*");
    assertThat(channels.requests()).isEqualTo("socket.io-request#/#");
    assertThat(channels.responses()).isEqualTo("socket.io-response#/#");
    assertThat(channels.responses("aB3xYz")).isEqualTo("socket.io-response#/#aB3xYz#");
  }

  @Test
  void roomIsReadFromItsChannel() {
    assertThat(channels.room("socket.io#/#")).isEmpty();
    assertThat(channels.room("socket.io#/#r1#")).contains("r1");
    assertThat(channels.room("socket.io#/#a#b#")).contains("a#b");
    assertThat(channels.room("socket.io#/##")).contains("");
    assertThat(channels.room("socket.io#/admin#r1#")).isEmpty();
    assertThat(channels.room("else")).isEmpty();
  }

  @Test
  void patternMatchesTheNameAsItIs() {
    assertThat(new ClassicChannels("k*y", "/a[1]?\\^").broadcastPattern())
        .isEqualTo("k\\*y#/a\\[1\\]\\?\\\\\\^#*");
  }
}
