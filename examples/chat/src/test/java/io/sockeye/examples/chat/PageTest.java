package io.sockeye.examples.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.server.engine.HttpResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PageTest {
  private static final Path SOURCES = Path.of("src/main/resources/io/sockeye/examples/chat/page");

  private final AtomicBoolean ready = new AtomicBoolean(true);
  private final Page page = new Page(ready::get);

  @Test
  void rootIsThePage() {
    HttpResponse response = page.answer("GET", "/");

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.headers().get("Content-Type")).contains("text/html; charset=utf-8");
    assertThat(new String(response.body(), StandardCharsets.UTF_8)).startsWith("<!doctype html>");
  }

  @Test
  void everyFileOfThePageIsServedAsItIs() throws IOException {
    try (var files = Files.walk(SOURCES)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String path = "/" + SOURCES.relativize(file).toString().replace('\\', '/');

        assertThat(page.answer("GET", path).body()).as(path).isEqualTo(Files.readAllBytes(file));
      }
    }
  }

  @Test
  void loadBalancersAreToldWhenTheServerCloses() {
    assertThat(page.answer("GET", "/ready").status()).isEqualTo(200);

    ready.set(false);

    assertThat(page.answer("GET", "/ready").status()).isEqualTo(503);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/nothing",
        "/js/",
        "/../ChatServer.class",
        "/js/../index.html",
        "/%2e%2e/Page.class",
        "/js//app.js"
      })
  void nothingElseIsServed(String path) {
    assertThat(page.answer("GET", path).status()).isEqualTo(404);
  }

  @Test
  void pageIsOnlyRead() {
    HttpResponse response = page.answer("POST", "/");

    assertThat(response.status()).isEqualTo(405);
    assertThat(response.headers().get("Allow")).contains("GET, HEAD");
  }
}
