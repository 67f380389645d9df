package io.sockeye.examples.console;

import io.sockeye.client.SocketState;
import io.sockeye.client.SocketState.Closed;
import io.sockeye.client.SocketState.Connected;
import io.sockeye.client.SocketState.Connecting;
import io.sockeye.client.SocketState.Failed;
import io.sockeye.client.SocketState.Reconnecting;
import io.sockeye.client.SocketState.Refused;
import java.util.Locale;

/** Tells a person where a socket stands. */
final class Words {
  private Words() {}

  static String of(SocketState state) {
    if (state instanceof Connecting) {
      return "Connecting ...";
    } else if (state instanceof Connected connected) {
      return connected.recovered() ? "Connected again; nothing was missed." : "Connected.";
    } else if (state instanceof Reconnecting lost) {
      return String.format(
          Locale.ROOT,
          "%s Attempt %d follows in %.1f seconds.",
          why(lost),
          lost.attempt(),
          lost.delay().toMillis() / 1_000.0);
    } else if (state instanceof Refused refused) {
      return "The server does not let you in: " + refused.message();
    } else if (state instanceof Failed failed) {
      return "No connection (" + failed.failure().getMessage() + ").";
    } else if (state instanceof Closed closed) {
      return "The connection is closed: " + closed.reason() + '.';
    }
    return "Not connected yet.";
  }

  private static String why(Reconnecting lost) {
    if (lost.reason().isPresent()) {
      return "The connection is lost (" + lost.reason().get() + ").";
    }
    return lost.failure()
        .map(failure -> "No connection (" + failure.getMessage() + ").")
        .orElse("");
  }
}
