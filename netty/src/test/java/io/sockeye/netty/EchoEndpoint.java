package io.sockeye.netty;

import io.sockeye.protocol.engineio.EnginePacket;
import io.sockeye.protocol.engineio.EngineVersion;
import io.sockeye.protocol.engineio.PacketGroup;
import io.sockeye.protocol.engineio.WireFrames;
import io.sockeye.server.engine.EngineEndpoint;
import io.sockeye.server.engine.HttpExchange;
import io.sockeye.server.engine.HttpRequest;
import io.sockeye.server.engine.HttpResponse;
import io.sockeye.server.engine.ResponseHeaders;
import io.sockeye.server.engine.WebSocketAccept;
import io.sockeye.server.engine.WebSocketLink;
import io.sockeye.server.engine.WebSocketReceiver;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Sends bodies and messages back; leaves a request with the query {@code hang} unanswered. */
class EchoEndpoint implements EngineEndpoint {
  static final int MAX_BYTES = 1_000_000;

  final List<String> requests = new CopyOnWriteArrayList<>();
  final List<WebSocketLink> links = new CopyOnWriteArrayList<>();
  final List<Integer> closeCodes = new CopyOnWriteArrayList<>();
  final AtomicInteger aborts = new AtomicInteger();
  final AtomicInteger writables = new AtomicInteger();

  static WireFrames message(String text) {
    return PacketGroup.of(EnginePacket.text(EnginePacket.Type.MESSAGE, text))
        .frames(EngineVersion.V4);
  }

  @Override
  public boolean matches(HttpRequest request) {
    return request.path().equals("/engine/");
  }

  @Override
  public void handle(HttpExchange exchange) {
    HttpRequest request = exchange.request();
    requests.add(request.method() + " " + request.target());
    exchange.onAbort(aborts::incrementAndGet);
    if (request.isWebSocketUpgrade()) {
      exchange.acceptWebSocket(
          new WebSocketAccept(new ResponseHeaders(), Optional.empty(), MAX_BYTES), new Echo());
    } else if (!request.query().equals("hang")) {
      exchange.readBody(
          MAX_BYTES,
          new HttpExchange.BodyReceiver() {
            @Override
            public void onBody(byte[] body) {
              exchange.respond(new HttpResponse(200, new ResponseHeaders(), body));
            }

            @Override
            public void onTooLarge() {
              exchange.respond(HttpResponse.of(413));
            }
          });
    }
  }

  private final class Echo implements WebSocketReceiver {
    private WebSocketLink link;

    @Override
    public void onOpen(WebSocketLink opened) {
      link = opened;
      links.add(opened);
    }

    @Override
    public void onText(byte[] utf8) {
      link.send(message(new String(utf8, StandardCharsets.UTF_8)), true);
    }

    @Override
    public void onBinary(byte[] data) {
      link.send(PacketGroup.of(EnginePacket.binary(data)).frames(EngineVersion.V4), true);
    }

    @Override
    public void onWritable() {
      writables.incrementAndGet();
    }

    @Override
    public void onError(Throwable cause) {}

    @Override
    public void onClose(int code, String reason) {
      closeCodes.add(code);
    }
  }
}
