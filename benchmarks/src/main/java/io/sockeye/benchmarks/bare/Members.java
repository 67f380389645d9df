package io.sockeye.benchmarks.bare;

import io.netty.channel.Channel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Who is connected, and who is in which room; of the one event loop alone. */
final class Members {
  private final List<Channel> all = new ArrayList<>();
  private final Map<String, List<Channel>> rooms = new HashMap<>();

  void add(Channel channel) {
    all.add(channel);
  }

  void join(Channel channel, String room) {
    rooms.computeIfAbsent(room, name -> new ArrayList<>()).add(channel);
  }

  /**
   * Forgets a channel; dear where there are many, which no measurement asks for but that of
   * leaving.
   */
  void remove(Channel channel) {
    int at = all.lastIndexOf(channel);
    if (at >= 0) {
      Channel last = all.remove(all.size() - 1);
      if (last != channel) {
        all.set(at, last);
      }
    }
    rooms.values().forEach(members -> members.remove(channel));
  }

  List<Channel> all() {
    return all;
  }

  List<Channel> room(String name) {
    return rooms.getOrDefault(name, List.of());
  }
}
