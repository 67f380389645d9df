package io.sockeye.interop;

import io.sockeye.netty.NettyOptions;
import io.sockeye.netty.NettyServer;
import io.sockeye.protocol.engineio.EnginePacket;
import io.sockeye.protocol.engineio.PacketGroup;
import io.sockeye.protocol.json.JacksonJson;
import io.sockeye.protocol.json.JsonCodec;
import io.sockeye.server.engine.EngineOptions;
import io.sockeye.server.engine.EngineSession;
import io.sockeye.server.engine.HttpRequest;
import io.sockeye.server.engine.RequestHook;
import io.sockeye.server.engine.ResponseHeaders;
import io.sockeye.server.engine.Verdict;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code js-engine-client}: the suite of the official JavaScript client of Engine.IO. */
final class JsEngineClientRole implements Role {
  private static final Pattern SID = Pattern.compile("(?:^|&)sid=([^&]*)");

  @Override
  public NettyServer start(CommandLine line, NettyOptions.Builder listen) {
    Answers answers = new Answers();
    EngineOptions options =
        EngineOptions.builder()
            .pingInterval(Duration.ofMillis(500))
            .maxHttpBufferSize(100)
            .allowRequest(request -> CompletableFuture.completedFuture(admit(request)))
            .use(answers)
            .onInitialHeaders((headers, request) -> addCookies(headers))
            .build();
    return EngineRoles.start(options, answers, listen);
  }

  private static Verdict admit(HttpRequest request) {
    boolean deny = List.of(request.query().split("[=&]")).contains("deny");
    return deny ? Verdict.refuse() : Verdict.allow();
  }

  private static void addCookies(ResponseHeaders headers) {
    String now = DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC));
    headers
        .add("Set-Cookie", "1=1; Max-Age=86400")
        .add("Set-Cookie", "2=2; Path=/; HttpOnly; Secure; SameSite=Strict")
        .add("Set-Cookie", "3=3; Max-Age=0")
        .add("Set-Cookie", "4=4; Expires=" + now);
  }

  /** What the server says to each message; it remembers the header of each session's last POST. */
  private static final class Answers implements EngineRoles.Messages, RequestHook {
    private final JsonCodec json = JacksonJson.create();
    private final Map<String, HttpRequest> lastPost = new ConcurrentHashMap<>();

    @Override
    public Verdict onRequest(HttpRequest request, ResponseHeaders response) {
      Matcher sid = SID.matcher(request.query());
      if (request.method().equals("POST") && sid.find()) {
        lastPost.put(sid.group(1), request);
      }
      return Verdict.allow();
    }

    @Override
    public void onOpen(EngineSession session) {
      EngineRoles.send(session, "hi");
    }

    @Override
    public void onMessage(EngineSession session, EnginePacket message) {
      switch (message.isBinary() ? "" : message.data().utf8()) {
        case "give binary" ->
            session.send(PacketGroup.of(EnginePacket.binary(new byte[] {0, 1, 2, 3, 4})));
        case "give utf8" -> EngineRoles.send(session, "пойду спать всем спокойной ночи");
        case "sendHeaders" -> EngineRoles.send(session, headersOfLastPost(session));
        default -> EngineRoles.echo(session, message);
      }
    }

    @Override
    public void onClose(EngineSession session) {
      lastPost.remove(session.id());
    }

    private String headersOfLastPost(EngineSession session) {
      HttpRequest request = lastPost.get(session.id());
      Map<String, String> headers = new LinkedHashMap<>();
      if (request != null) {
        request.headers().forEach((name, values) -> headers.put(name, String.join(", ", values)));
      }
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      try {
        json.write(headers, out, null);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return out.toString(StandardCharsets.UTF_8);
    }
  }
}
