package io.sockeye.server.engine;

import io.sockeye.protocol.engineio.EngineVersion;
import io.sockeye.server.traffic.AddressKey;
import java.util.Base64;
import java.util.Optional;

/**
 * Checks a request before it touches a session, in the order of the JavaScript server, so that of
 * several faults the same one is told.
 */
final class RequestVerifier {
  /** 16 bytes in base64, with its padding. */
  private static final int WEBSOCKET_KEY_LENGTH = 24;

  private final EngineOptions options;
  private final SessionTable sessions;
  private final OriginRule origins;

  RequestVerifier(EngineOptions options, SessionTable sessions) {
    this.options = options;
    this.sessions = sessions;
    this.origins = new OriginRule(options.cors());
  }

  /** What is wrong with a request; empty if it may go on. Parses the query on the way. */
  Optional<Refusal> verify(EngineRequest request) {
    HttpRequest head = request.head();
    try {
      request.parseQuery();
    } catch (QueryParameters.MalformedQueryException e) {
      return Optional.of(Refusal.badRequest("MALFORMED_QUERY", String.valueOf(e.getMessage())));
    }
    String name = request.query().getOrDefault("transport", "");
    Optional<TransportType> transport =
        TransportType.of(name).filter(options.transports()::contains);
    if (transport.isEmpty()) {
      return Optional.of(Refusal.of(HandshakeError.UNKNOWN_TRANSPORT, "transport", name));
    }
    if (!hasSoundOrigins(head)) {
      return Optional.of(Refusal.badRequest("INVALID_ORIGIN", "control character in Origin"));
    }
    Optional<Refusal> jsonp = verifyJsonp(request, transport.get());
    if (jsonp.isPresent()) {
      return jsonp;
    }
    Optional<Refusal> refusal =
        request.sid().isPresent()
            ? verifyFollowUp(request, request.sid().get(), transport.get())
            : verifyHandshake(request, transport.get());
    return refusal.isPresent() || !head.isWebSocketUpgrade() ? refusal : verifyUpgrade(head);
  }

  private static boolean hasSoundOrigins(HttpRequest head) {
    for (String origin : head.headers("origin")) {
      if (!ResponseHeaders.isFieldValue(origin)) {
        return false;
      }
    }
    return true;
  }

  /**
   * JSONP belongs to Engine.IO 3, and lets pages of any origin read the answers. Browsers tell no
   * Origin when a page loads a script, but newer ones tell whether it is a page of another site.
   */
  private Optional<Refusal> verifyJsonp(EngineRequest request, TransportType transport) {
    String index = request.query().get(JsonpPolling.PARAMETER);
    if (index == null || transport != TransportType.POLLING) {
      return Optional.empty(); // A parameter of the application, or left over from long polling.
    }
    if (!options.allowEio3() || EngineVersion.of(request.query().get("EIO")) != EngineVersion.V3) {
      return Optional.of(
          Refusal.badRequest("JSONP_DISABLED", "JSONP belongs to Engine.IO 3, which is off"));
    }
    if (JsonpPolling.digits(index).isEmpty()) {
      return Optional.of(Refusal.badRequest("JSONP_INDEX", "expected a number in the parameter j"));
    }
    if (!origins.allowsScript(request.head())) {
      return Optional.of(
          Refusal.badRequest(
                  "ORIGIN_NOT_ALLOWED",
                  "JSONP for a page that is not told, or of another site than cors has")
              .withMessage("Origin not allowed")
              .withStatus(403));
    }
    return Optional.empty();
  }

  private Optional<Refusal> verifyFollowUp(
      EngineRequest request, String sid, TransportType transport) {
    HttpRequest head = request.head();
    RealSession session = sessions.find(sid);
    if (session == null) {
      return Optional.of(Refusal.of(HandshakeError.UNKNOWN_SID, "sid", shorten(sid)));
    }
    if (options.admission().sidBinding().contains(SidBinding.ORIGIN)
        && !OriginRule.sameClient(session.request(), head)) {
      return Optional.of(
          Refusal.badRequest("ORIGIN_MISMATCH", "Origin differs from that of the handshake"));
    }
    if (options.admission().sidBinding().contains(SidBinding.IP_PREFIX)
        && !AddressKey.haveSamePrefix(session.request().remoteAddress(), head.remoteAddress())) {
      return Optional.of(
          Refusal.badRequest("ADDRESS_MISMATCH", "network differs from that of the handshake"));
    }
    if (head.isWebSocketUpgrade()) {
      return transport == TransportType.WEBSOCKET
          ? Optional.empty()
          : Optional.of(
              Refusal.badRequest("TRANSPORT_HANDSHAKE_ERROR", "an Upgrade with transport=polling"));
    }
    if (transport != session.transport()) {
      return Optional.of(
          Refusal.badRequest(
              "TRANSPORT_MISMATCH",
              "got %s, the session is on %s".formatted(transport, session.transport())));
    }
    String eio = request.query().get("EIO");
    if (eio != null && EngineVersion.of(eio) != session.version()) {
      return Optional.of(
          Refusal.badRequest("PROTOCOL_MISMATCH", "EIO differs from that of the handshake"));
    }
    return Optional.empty();
  }

  private Optional<Refusal> verifyHandshake(EngineRequest request, TransportType transport) {
    HttpRequest head = request.head();
    if (!request.isGet()) {
      return Optional.of(Refusal.of(HandshakeError.BAD_HANDSHAKE_METHOD, "method", head.method()));
    }
    if ((transport == TransportType.WEBSOCKET) != head.isWebSocketUpgrade()) {
      return Optional.of(
          Refusal.badRequest(
              "TRANSPORT_HANDSHAKE_ERROR",
              "transport="
                  + transport
                  + (head.isWebSocketUpgrade() ? " with" : " without")
                  + " an Upgrade"));
    }
    return Optional.empty();
  }

  /** RFC 6455 section 4.2.1, and the origin, which browsers leave to the server to check. */
  private Optional<Refusal> verifyUpgrade(HttpRequest head) {
    if (!head.method().equals("GET")) {
      return Optional.of(
          Refusal.badRequest("TRANSPORT_HANDSHAKE_ERROR", "Upgrade by " + head.method()));
    }
    if (!head.header("sec-websocket-version").filter("13"::equals).isPresent()) {
      return Optional.of(
          Refusal.badRequest("TRANSPORT_HANDSHAKE_ERROR", "expected Sec-WebSocket-Version 13")
              .withStatus(426));
    }
    if (!head.header("sec-websocket-key").filter(RequestVerifier::isWebSocketKey).isPresent()) {
      return Optional.of(
          Refusal.badRequest(
              "TRANSPORT_HANDSHAKE_ERROR", "expected a Sec-WebSocket-Key of 16 bytes"));
    }
    if (!origins.allows(head)) {
      return Optional.of(
          Refusal.badRequest(
                  "ORIGIN_NOT_ALLOWED",
                  "Origin %s is neither that of Host %s nor allowed by the option cors"
                      .formatted(head.header("origin").orElse(""), head.header("host").orElse("")))
              .withMessage("Origin not allowed")
              .withStatus(403));
    }
    return Optional.empty();
  }

  /** The decoder forgives missing padding; RFC 6455 section 4.2.1 does not. */
  private static boolean isWebSocketKey(String key) {
    if (key.length() != WEBSOCKET_KEY_LENGTH) {
      return false;
    }
    try {
      return Base64.getDecoder().decode(key).length == 16;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** A session id is a secret: never whole in a log. */
  private static String shorten(String sid) {
    return sid.length() <= 8 ? sid : sid.substring(0, 8) + "…";
  }
}
