package io.sockeye.examples.cluster;

import io.sockeye.server.engine.HttpExchange;
import io.sockeye.server.engine.HttpResponse;
import io.sockeye.server.engine.ResponseHeaders;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * The page, and the paths that others ask: whether the node is well, and whether to send visitors.
 */
final class Page implements Consumer<HttpExchange> {
  private final byte[] page = read();
  private final BooleanSupplier isReady;

  Page(BooleanSupplier isReady) {
    this.isReady = isReady;
  }

  @Override
  public void accept(HttpExchange exchange) {
    exchange.respond(
        switch (exchange.request().path()) {
          case "/" ->
              new HttpResponse(
                  200, new ResponseHeaders().add("Content-Type", "text/html; charset=utf-8"), page);
          case "/health" -> HttpResponse.text(200, "text/plain; charset=utf-8", "fine\n");
          case "/ready" ->
              isReady.getAsBoolean()
                  ? HttpResponse.text(200, "text/plain; charset=utf-8", "ready\n")
                  : HttpResponse.text(503, "text/plain; charset=utf-8", "closing\n");
          default -> HttpResponse.text(404, "text/plain; charset=utf-8", "Not found\n");
        });
  }

  private static byte[] read() {
    try (InputStream in = Page.class.getResourceAsStream("index.html")) {
      if (in == null) {
        throw new IllegalStateException("not on the class path: index.html");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
