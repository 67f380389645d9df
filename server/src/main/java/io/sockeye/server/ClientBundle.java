package io.sockeye.server;

import io.sockeye.server.engine.Cors;
import io.sockeye.server.engine.EngineEndpoint;
import io.sockeye.server.engine.EngineServer;
import io.sockeye.server.engine.HttpExchange;
import io.sockeye.server.engine.HttpRequest;
import io.sockeye.server.engine.HttpResponse;
import io.sockeye.server.engine.ResponseHeaders;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Serves the files of the JavaScript client under the path of the engine (section 4.13 of the
 * behaviour spec): those of the jar {@code org.webjars.npm:socket.io-client}, if it is on the class
 * path. Any other name, and any other request, is the engine's.
 *
 * <p>Files are read once, when they are first asked for, and kept.
 */
final class ClientBundle implements EngineEndpoint {
  private static final Set<String> NAMES =
      Set.of(
          "socket.io.js",
          "socket.io.js.map",
          "socket.io.min.js",
          "socket.io.min.js.map",
          "socket.io.msgpack.min.js",
          "socket.io.msgpack.min.js.map",
          "socket.io.esm.min.js",
          "socket.io.esm.min.js.map");

  private static final String PROPERTIES =
      "META-INF/maven/org.webjars.npm/socket.io-client/pom.properties";

  /** A file as it is sent. */
  private static final class Content {
    final byte[] plain;
    final byte[] gzipped;

    Content(byte[] plain, byte[] gzipped) {
      this.plain = plain;
      this.gzipped = gzipped;
    }
  }

  private final EngineServer engine;
  private final ClassLoader loader;
  private final String version;
  private final String prefix;
  private final Map<String, Content> contents = new ConcurrentHashMap<>();

  private ClientBundle(EngineServer engine, ClassLoader loader, String version) {
    this.engine = engine;
    this.loader = loader;
    this.version = version;
    String path = engine.options().path();
    this.prefix = path.endsWith("/") ? path : path + "/";
  }

  /** The engine with the bundle in front of it, or the engine alone if there is none. */
  static EngineEndpoint inFrontOf(EngineServer engine) {
    for (ClassLoader loader : loaders()) {
      Optional<String> version = version(loader);
      if (version.isPresent()) {
        return new ClientBundle(engine, loader, version.get());
      }
    }
    return engine;
  }

  private static List<ClassLoader> loaders() {
    ClassLoader own = ClientBundle.class.getClassLoader();
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    return context == null ? List.of(own) : List.of(context, own);
  }

  private static Optional<String> version(ClassLoader loader) {
    try (InputStream in = loader.getResourceAsStream(PROPERTIES)) {
      if (in == null) {
        return Optional.empty();
      }
      Properties properties = new Properties();
      properties.load(in);
      return Optional.ofNullable(properties.getProperty("version"));
    } catch (IOException e) {
      throw new UncheckedIOException(PROPERTIES, e);
    }
  }

  @Override
  public boolean matches(HttpRequest request) {
    return name(request).isPresent() || engine.matches(request);
  }

  @Override
  public void limitHit(String option, String detail) {
    engine.limitHit(option, detail);
  }

  @Override
  public void handle(HttpExchange exchange) {
    HttpRequest request = exchange.request();
    Optional<String> name = name(request);
    if (name.isEmpty()) {
      engine.handle(exchange);
      return;
    }
    ResponseHeaders headers = new ResponseHeaders();
    Optional<Cors> cors = engine.options().cors();
    cors.ifPresent(rules -> rules.addTo(headers, request));
    if (cors.isPresent() && request.method().equals("OPTIONS")) {
      exchange.respond(cors.get().preflight(request, headers));
    } else {
      exchange.respond(serve(name.get(), request, headers));
    }
  }

  private Optional<String> name(HttpRequest request) {
    String path = request.path();
    if (!path.startsWith(prefix)) {
      return Optional.empty();
    }
    return Optional.of(path.substring(prefix.length())).filter(NAMES::contains);
  }

  private HttpResponse serve(String name, HttpRequest request, ResponseHeaders headers) {
    String tag = '"' + version + '"';
    headers.set("Cache-Control", "public, max-age=0").set("ETag", tag);
    boolean known =
        request
            .header("if-none-match")
            .filter(match -> match.equals(tag) || match.equals("W/" + tag))
            .isPresent();
    if (known) {
      return new HttpResponse(304, headers, new byte[0]);
    }
    Content content = contents.computeIfAbsent(name, this::load);
    if (content.plain.length == 0) {
      return HttpResponse.of(404); // This version of the client has no such file.
    }
    headers
        .set(
            "Content-Type",
            name.endsWith(".map")
                ? "application/json; charset=utf-8"
                : "application/javascript; charset=utf-8")
        .add("Vary", "Accept-Encoding");
    if (takesGzip(request)) {
      headers.set("Content-Encoding", "gzip");
      return new HttpResponse(200, headers, content.gzipped);
    }
    return new HttpResponse(200, headers, content.plain);
  }

  private static boolean takesGzip(HttpRequest request) {
    return request.headers("accept-encoding").stream()
        .flatMap(field -> Arrays.stream(field.split(",", -1)))
        .map(coding -> coding.replace(" ", ""))
        .anyMatch(coding -> coding.equals("gzip") || coding.startsWith("gzip;q=0."));
  }

  private Content load(String name) {
    String resource = "META-INF/resources/webjars/socket.io-client/" + version + "/dist/" + name;
    try (@Nullable InputStream in = loader.getResourceAsStream(resource)) {
      byte[] plain = in == null ? new byte[0] : in.readAllBytes();
      ByteArrayOutputStream out = new ByteArrayOutputStream(plain.length / 3);
      try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
        gzip.write(plain);
      }
      return new Content(plain, out.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(resource, e);
    }
  }
}
