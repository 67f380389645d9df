package io.sockeye.redis;

import java.util.Optional;
import java.util.Set;

/**
 * The names of the channels of one namespace in the classic format (section 6.4 of the behaviour
 * spec).
 */
final class ClassicChannels {
  private final String broadcasts;
  private final String requests;
  private final String responses;

  /**
   * The channels of a namespace.
   *
   * @param key what they begin with, which the JavaScript adapter calls so
   */
  ClassicChannels(String key, String namespace) {
    this.broadcasts = key + "#" + namespace + "#";
    this.requests = key + "-request#" + namespace + "#";
    this.responses = key + "-response#" + namespace + "#";
  }

  /** Where a broadcast goes: those for exactly one room have a channel for it. */
  String broadcasts(Set<String> rooms) {
    return rooms.size() == 1 ? broadcasts + rooms.iterator().next() + "#" : broadcasts;
  }

  /**
   * The pattern of all channels of broadcasts. The JavaScript adapter puts the names into it as
   * they are, so that it does not receive what has {@code [ ] ? *} in them; here these are escaped.
   */
  String broadcastPattern() {
    StringBuilder pattern = new StringBuilder();
    for (int i = 0; i < broadcasts.length(); i++) {
      char c = broadcasts.charAt(i);
      if ("*?[]\\^".indexOf(c) >= 0) {
        pattern.append('\\');
      }
      pattern.append(c);
    }
    return pattern.append('*').toString();
  }

  /** The room that a channel of broadcasts is for; empty if it is for all. */
  Optional<String> room(String channel) {
    boolean forRoom = channel.length() > broadcasts.length() && channel.startsWith(broadcasts);
    return forRoom
        ? Optional.of(channel.substring(broadcasts.length(), channel.length() - 1))
        : Optional.empty();
  }

  /** Where questions and orders go; who listens to it is counted as a server. */
  String requests() {
    return requests;
  }

  /** Where answers go that all servers read. */
  String responses() {
    return responses;
  }

  /** Where answers go that one server reads. */
  String responses(String nodeId) {
    return responses + nodeId + "#";
  }
}
