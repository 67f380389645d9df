package io.sockeye.testsupport;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class RedisServerTest {
  private final RedisServer redis = RedisServer.start();

  @AfterEach
  void end() {
    redis.close();
  }

  private static String answer(RedisServer redis, String command) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), redis.port())) {
      socket.getOutputStream().write((command + "\r\n").getBytes(US_ASCII));
      return new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII))
          .readLine();
    }
  }

  @Test
  void answersAtItsAddress() throws IOException {
    assertThat(redis.url()).isEqualTo("redis://127.0.0.1:" + redis.port());
    assertThat(answer(redis, "PING")).isEqualTo("+PONG");
  }

  @Test
  void takesOptions() throws IOException {
    try (RedisServer guarded = RedisServer.start("--requirepass", "secret")) {
      assertThat(answer(guarded, "PING")).startsWith("-NOAUTH");
    }
  }

  @Test
  void endsAndStartsAgainOnItsPort() throws IOException {
    redis.stop();
    assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> answer(redis, "PING"));
    redis.startAgain();
    assertThat(answer(redis, "PING")).isEqualTo("+PONG");

    redis.kill();
    assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> answer(redis, "PING"));
    redis.startAgain();
    assertThat(answer(redis, "PING")).isEqualTo("+PONG");
  }

  @Test
  void thatItDoesNotStartIsTold() {
    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> RedisServer.start("--no-such-option", "1"))
        .havingRootCause()
        .withMessageContaining("no-such-option");
  }
}
