package io.sockeye.interop;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The roles by name, and what each takes. */
final class Roles {
  private static final Set<String> NONE = Set.of();

  private static final Map<String, Entry> ALL =
      Map.of(
          "eio3", new Entry(new EchoRole(true), NONE),
          "eio4", new Entry(new EchoRole(false), NONE),
          "sio5", new Entry(new Sio5Role(), NONE),
          "js-client", new Entry(new JsClientRole(), NONE),
          "js-engine-client", new Entry(new JsEngineClientRole(), NONE),
          "java-client", new Entry(new JavaClientRole(), NONE),
          "java-engine-client", new Entry(new JavaEngineClientRole(), NONE),
          "cluster", new Entry(new ClusterRole(), List.of("NAME", "ADAPTER", "REDIS-URL"), NONE),
          "smoke",
              new Entry(
                  new SmokeRole(),
                  Set.of(
                      "--recovery", "--msgpack", "--ping", "--extras", "--no-eio3", "--compress")),
          "bench",
              new Entry(
                  new BenchRole(),
                  Set.of("--handlers", "--transport", "--event-loops", "--compress", "--cluster")));

  private Roles() {}

  /** The names of all roles, in order. */
  static Set<String> names() {
    return new TreeSet<>(ALL.keySet());
  }

  /** The role that a command line asks for, with flags that this role takes. */
  static Role of(CommandLine line) throws UsageException {
    String name = line.role();
    Entry entry = ALL.get(name);
    if (entry == null) {
      throw new UsageException("no such role: " + name);
    }
    if (line.words().size() != entry.words().size()) {
      throw new UsageException(
          "%s: expected %s after the port, got %s".formatted(name, entry.words(), line.words()));
    }
    for (String flag : line.flags()) {
      if (!flag.equals("--tls") && !entry.flags().contains(flag)) {
        throw new UsageException(name + ": does not take " + flag);
      }
    }
    return entry.role();
  }

  private record Entry(Role role, List<String> words, Set<String> flags) {
    Entry(Role role, Set<String> flags) {
      this(role, List.of(), flags);
    }
  }
}
