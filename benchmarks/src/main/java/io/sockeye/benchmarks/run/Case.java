package io.sockeye.benchmarks.run;

import io.sockeye.benchmarks.load.ScenarioKind;
import java.util.ArrayList;
import java.util.List;

/**
 * One thing that is measured of each peer.
 *
 * @param kind the scenario
 * @param clients how many clients
 * @param rooms how many rooms, where they matter
 */
record Case(ScenarioKind kind, int clients, int rooms) {
  private static final int IDLE_SECONDS = 50;

  /** Its name, of which the figures of growth differ. */
  String name() {
    return switch (kind) {
      case ROOMS -> "%s %d/%d".formatted(kind, rooms, clients);
      default -> "%s %d".formatted(kind, clients);
    };
  }

  /** What the load tool is told. */
  List<String> loadOptions(int warmUpSeconds, int seconds) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "--clients", Integer.toString(clients),
                "--warm-up", Integer.toString(warmUpSeconds),
                // Two heartbeats of each client.
                "--seconds", Integer.toString(isIdle() ? IDLE_SECONDS : seconds)));
    if (kind == ScenarioKind.ROOMS) {
      words.addAll(List.of("--rooms", Integer.toString(rooms)));
    }
    return words;
  }

  /** How many TCP connections its clients have: those that poll have another one to post. */
  int connections() {
    return kind == ScenarioKind.POLLING ? 2 * clients : clients;
  }

  boolean isIdle() {
    return kind == ScenarioKind.IDLE;
  }
}
