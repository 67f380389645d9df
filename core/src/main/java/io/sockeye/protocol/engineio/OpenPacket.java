package io.sockeye.protocol.engineio;

import java.util.List;

/**
 * The handshake: what a server tells a client about the session it has opened.
 *
 * @param sid the id of the session; without quotes, backslashes or control characters
 * @param upgrades the transports that the client may change to
 * @param pingInterval milliseconds between two pings
 * @param pingTimeout milliseconds that the answer to a ping may take
 * @param maxPayload bytes that the client may send at once
 */
public record OpenPacket(
    String sid, List<String> upgrades, int pingInterval, int pingTimeout, int maxPayload) {

  /** Checks that the texts need no escape. */
  public OpenPacket {
    requirePlain("sid", sid);
    upgrades = List.copyOf(upgrades);
    upgrades.forEach(upgrade -> requirePlain("upgrade", upgrade));
  }

  /** The packet for the wire, its members in the order of the reference implementation. */
  public EnginePacket toPacket() {
    StringBuilder json = new StringBuilder(128);
    json.append("{\"sid\":\"").append(sid).append("\",\"upgrades\":[");
    for (int i = 0; i < upgrades.size(); i++) {
      json.append(i == 0 ? "\"" : ",\"").append(upgrades.get(i)).append('"');
    }
    json.append("],\"pingInterval\":").append(pingInterval);
    json.append(",\"pingTimeout\":").append(pingTimeout);
    json.append(",\"maxPayload\":").append(maxPayload).append('}');
    return EnginePacket.text(EnginePacket.Type.OPEN, json.toString());
  }

  private static void requirePlain(String what, String text) {
    boolean plain = !text.isEmpty();
    for (int i = 0; i < text.length() && plain; i++) {
      char c = text.charAt(i);
      plain = c >= ' ' && c != '"' && c != '\\';
    }
    if (!plain) {
      throw new IllegalArgumentException(
          what + ": expected text without quotes, backslashes or control characters");
    }
  }
}
