package io.sockeye.examples.chat;

import io.sockeye.server.engine.HttpExchange;
import io.sockeye.server.engine.HttpResponse;
import io.sockeye.server.engine.ResponseHeaders;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * The files of the page, on the port of the server: answers the requests that are not Socket.IO's.
 *
 * <p>It runs on an I/O thread, so everything is read beforehand; and nothing but these files can be
 * asked for.
 */
final class Page implements Consumer<HttpExchange> {
  private static final List<String> FILES =
      List.of(
          "index.html",
          "icon.svg",
          "css/base.css",
          "css/door.css",
          "css/foot.css",
          "css/house.css",
          "css/messages.css",
          "css/narrow.css",
          "js/app.js",
          "js/banner.js",
          "js/composer.js",
          "js/dom.js",
          "js/message-log.js",
          "js/message-view.js",
          "js/outbox.js",
          "js/picture.js",
          "js/sidebar.js",
          "js/typing.js");

  private final Map<String, byte[]> contents = new HashMap<>();
  private final BooleanSupplier isReady;

  /**
   * The page.
   *
   * @param isReady whether visitors should be sent here, which load balancers ask at {@code /ready}
   */
  Page(BooleanSupplier isReady) {
    this.isReady = isReady;
    FILES.forEach(file -> contents.put("/" + file, read(file)));
  }

  @Override
  public void accept(HttpExchange exchange) {
    exchange.respond(answer(exchange.request().method(), exchange.request().path()));
  }

  HttpResponse answer(String method, String path) {
    if (path.equals("/ready")) {
      return isReady.getAsBoolean()
          ? HttpResponse.text(200, "text/plain; charset=utf-8", "ready\n")
          : HttpResponse.text(503, "text/plain; charset=utf-8", "closing\n");
    }
    String file = path.equals("/") ? "/index.html" : path;
    byte[] content = contents.get(file);
    if (content == null) {
      return HttpResponse.text(404, "text/plain; charset=utf-8", "Not found\n");
    }
    if (!method.equals("GET") && !method.equals("HEAD")) {
      return HttpResponse.of(405).header("Allow", "GET, HEAD");
    }
    var headers =
        new ResponseHeaders()
            .add("Content-Type", type(file))
            .add("X-Content-Type-Options", "nosniff")
            .add("Cache-Control", "no-cache");
    return new HttpResponse(200, headers, content);
  }

  private static String type(String file) {
    return switch (file.substring(file.lastIndexOf('.') + 1)) {
      case "html" -> "text/html; charset=utf-8";
      case "css" -> "text/css; charset=utf-8";
      case "js" -> "text/javascript; charset=utf-8";
      case "svg" -> "image/svg+xml";
      default -> throw new IllegalArgumentException("no type is known for " + file);
    };
  }

  private static byte[] read(String file) {
    try (InputStream in = Page.class.getResourceAsStream("page/" + file)) {
      if (in == null) {
        throw new IllegalStateException("not on the class path: " + file);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
