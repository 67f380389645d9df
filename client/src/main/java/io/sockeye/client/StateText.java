package io.sockeye.client;

import io.sockeye.log.LogText;

/** Says in words for an error where a socket stands, and what helps if that is known. */
final class StateText {
  private StateText() {}

  /** Such as {@code is refused by the server: not authorized}. */
  static String of(SocketState state) {
    if (state instanceof SocketState.Connected) {
      return "is connected";
    } else if (state instanceof SocketState.Connecting) {
      return "is not connected yet";
    } else if (state instanceof SocketState.Reconnecting reconnecting) {
      return "is connecting again, attempt "
          + reconnecting.attempt()
          + reconnecting
              .failure()
              .map(failure -> ", after " + LogText.sentence(failure.getMessage()))
              .orElse("");
    } else if (state instanceof SocketState.Refused refused) {
      return "was refused by the server: "
          + LogText.of(refused.message())
          + "; connect() tries again";
    } else if (state instanceof SocketState.Failed failed) {
      return "could not be connected: "
          + LogText.sentence(failed.failure().getMessage())
          + "; connect() tries again";
    } else if (state instanceof SocketState.Closed closed) {
      return "is disconnected (" + closed.reason() + "); connect() brings it back";
    }
    return "was never connected: call connect()";
  }
}
