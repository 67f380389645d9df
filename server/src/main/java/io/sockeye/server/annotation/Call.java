package io.sockeye.server.annotation;

import io.sockeye.Ack;
import io.sockeye.Args;
import io.sockeye.DisconnectReason;
import io.sockeye.server.Socket;
import org.jspecify.annotations.Nullable;

/**
 * What a method is called about.
 *
 * @param socket whom it is about
 * @param args the arguments of an event, else none
 * @param ack answers the event; does nothing where none is asked for
 * @param reason why the socket is disconnected; null if it is not
 */
record Call(Socket socket, Args args, Ack ack, @Nullable DisconnectReason reason) {
  private static final Ack NO_ACK =
      new Ack() {
        @Override
        public void send(@Nullable Object... values) {}

        @Override
        public boolean isRequested() {
          return false;
        }
      };

  static Call ofConnection(Socket socket) {
    return new Call(socket, Args.empty(), NO_ACK, null);
  }

  static Call ofRequest(Socket socket, Args args) {
    return ofEvent(socket, args, NO_ACK);
  }

  static Call ofEvent(Socket socket, Args args, Ack ack) {
    return new Call(socket, args, ack, null);
  }

  static Call ofDisconnection(Socket socket, DisconnectReason reason) {
    return new Call(socket, Args.empty(), NO_ACK, reason);
  }
}
