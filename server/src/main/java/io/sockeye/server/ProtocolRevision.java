package io.sockeye.server;

import io.sockeye.Args;
import io.sockeye.ConnectErrorException;
import io.sockeye.protocol.Limits;
import io.sockeye.protocol.socketio.SocketPacket;
import io.sockeye.server.engine.EngineSession;
import io.sockeye.server.engine.RandomId;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the revisions of the Socket.IO protocol do differently (section 2.6 of the spec). */
enum ProtocolRevision {
  /** Of Socket.IO 1 and 2, over Engine.IO 3. */
  FOUR {
    @Override
    boolean joinsMainByItself() {
      return true;
    }

    /** What the client itself makes of the id of its session, for it is not told another. */
    @Override
    String socketId(EngineSession session, String namespace) {
      return namespace.equals("/") ? session.id() : namespace + '#' + session.id();
    }

    /** Hides the second half of the session's id, which is a secret. */
    @Override
    String shownId(EngineSession session, String socketId) {
      String secret = session.id();
      String shown = secret.substring(0, Math.min(8, secret.length())) + "…";
      return socketId.substring(0, socketId.length() - secret.length()) + shown;
    }

    /** Room for a query, such as one with a token, as in the head of an HTTP request. */
    @Override
    Limits decoderLimits(Limits limits) {
      int most = Math.max(limits.maxNamespaceLength(), NamespaceQuery.MAX_LENGTH);
      return limits.withMaxNamespaceLength(most);
    }

    @Override
    String namespaceOf(SocketPacket packet) {
      return NamespaceQuery.namespaceOf(packet.namespace());
    }

    @Override
    Args connectAnswer(Map<String, Object> payload) {
      return Args.empty();
    }

    @Override
    Args refusal(ConnectErrorException refusal) {
      Object data = refusal.data().orElse(null);
      return Args.of(data == null ? refusal.getMessage() : data);
    }
  },

  /** Of Socket.IO 3 and 4, over Engine.IO 4. */
  FIVE {
    @Override
    boolean joinsMainByItself() {
      return false;
    }

    @Override
    String socketId(EngineSession session, String namespace) {
      return RandomId.next();
    }

    @Override
    String shownId(EngineSession session, String socketId) {
      return socketId;
    }

    @Override
    Limits decoderLimits(Limits limits) {
      return limits;
    }

    @Override
    String namespaceOf(SocketPacket packet) {
      return packet.namespace();
    }

    @Override
    Args connectAnswer(Map<String, Object> payload) {
      return Args.of(payload);
    }

    @Override
    Args refusal(ConnectErrorException refusal) {
      Map<String, Object> payload = new LinkedHashMap<>();
      payload.put("message", refusal.getMessage());
      refusal.data().ifPresent(data -> payload.put("data", data));
      return Args.of(payload);
    }
  };

  static ProtocolRevision of(EngineSession session) {
    return switch (session.version()) {
      case V3 -> FOUR;
      case V4 -> FIVE;
    };
  }

  /** Whether a client is led to the main namespace without having asked. */
  abstract boolean joinsMainByItself();

  /** The id of a new socket. */
  abstract String socketId(EngineSession session, String namespace);

  /** The id of a socket as a log may have it. */
  abstract String shownId(EngineSession session, String socketId);

  /** The limits for the packets of a client. */
  abstract Limits decoderLimits(Limits limits);

  /** The name of the namespace that a packet is for. */
  abstract String namespaceOf(SocketPacket packet);

  /** What the answer to a CONNECT carries. */
  abstract Args connectAnswer(Map<String, Object> payload);

  /** What tells a client that a middleware refused it. */
  abstract Args refusal(ConnectErrorException refusal);
}
