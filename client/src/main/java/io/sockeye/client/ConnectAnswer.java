package io.sockeye.client;

import io.sockeye.Args;
import io.sockeye.client.engine.ConnectFailure;
import io.sockeye.protocol.socketio.LazyArgs;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what a server answers to CONNECT. */
final class ConnectAnswer {
  private static final String OLD_SERVER =
      "the server's CONNECT has no sid: it seems to be a Socket.IO server in v2.x, which a client "
          + "of v3 or later is not compatible with; update the server, or use a client for 2.x "
          + "(https://socket.io/docs/v3/migrating-from-2-x-to-3-0/)";

  private ConnectAnswer() {}

  /** The id of the socket; null if there is none, as with old servers. */
  static @Nullable String sid(Args payload) {
    return member(payload, "sid");
  }

  /** The private id, by which the state of the connection is found again; null if there is none. */
  static @Nullable String pid(Args payload) {
    return member(payload, "pid");
  }

  /** Why a server is of no use whose answer has no id. */
  static ConnectFailure oldServer() {
    return new ConnectFailure.Protocol(OLD_SERVER, null);
  }

  /** The server's words of refusal: an object, or a text of older servers, or nothing. */
  static ConnectFailure.Refused refusal(Args payload) {
    Object said = payload.get(0);
    if (said instanceof Map<?, ?> object) {
      Object message = object.get("message");
      return new ConnectFailure.Refused(
          message == null ? "" : message.toString(), object.get("data"));
    }
    return new ConnectFailure.Refused(said == null ? "" : said.toString(), null);
  }

  private static @Nullable String member(Args payload, String name) {
    if (payload instanceof LazyArgs lazy) {
      return lazy.memberText(0, name);
    }
    return payload.get(0) instanceof Map<?, ?> object && object.get(name) instanceof String text
        ? text
        : null;
  }
}
