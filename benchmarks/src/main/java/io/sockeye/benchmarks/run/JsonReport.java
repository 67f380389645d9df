package io.sockeye.benchmarks.run;

import java.util.Map;
import java.util.stream.Collectors;

/** The figures of each round, for programs. */
final class JsonReport {
  private JsonReport() {}

  static String of(Results<Peer, Case> results, Map<String, String> conditions) {
    StringBuilder json = new StringBuilder("{\n  \"conditions\": {\n");
    json.append(
        conditions.entrySet().stream()
            .map(e -> "    " + quote(e.getKey()) + ": " + quote(e.getValue()))
            .collect(Collectors.joining(",\n")));
    json.append("\n  },\n  \"results\": [\n");
    json.append(
        results.peers().stream()
            .flatMap(
                peer ->
                    results.cases().stream()
                        .filter(what -> !results.of(peer, what).isEmpty())
                        .map(what -> result(results, peer, what)))
            .collect(Collectors.joining(",\n")));
    return json.append("\n  ]\n}\n").toString();
  }

  private static String result(Results<Peer, Case> results, Peer peer, Case what) {
    return "    {\"peer\": %s, \"scenario\": %s, \"clients\": %d, \"rooms\": %d, \"rounds\": [%s]}"
        .formatted(
            quote(peer.toString()),
            quote(what.kind().toString()),
            what.clients(),
            what.rooms(),
            results.of(peer, what).stream()
                .map(JsonReport::round)
                .collect(Collectors.joining(", ")));
  }

  private static String round(LoadProcess.Outcome outcome) {
    if (outcome.failed()) {
      return "{\"failure\": " + quote(outcome.failure()) + "}";
    }
    return outcome.values().entrySet().stream()
        .map(e -> quote(e.getKey()) + ": " + e.getValue())
        .collect(Collectors.joining(", ", "{", "}"));
  }

  private static String quote(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (c < ' ') {
        quoted.append("\\u%04x".formatted((int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }
}
