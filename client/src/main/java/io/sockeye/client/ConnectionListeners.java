package io.sockeye.client;

import io.sockeye.DisconnectReason;
import io.sockeye.client.engine.ConnectFailure;

/**
 * The shapes of listeners to what happens to a connection, by what they take. Those of a socket run
 * on its lane, one at a time; what one throws is reported, and harms nothing.
 *
 * @see io.sockeye.Listeners
 */
public final class ConnectionListeners {
  private ConnectionListeners() {}

  /** Takes nothing: it is there, or it happened. */
  @FunctionalInterface
  public interface Signal {
    /** It happened. */
    void onSignal() throws Exception;
  }

  /** Takes why a connection could not be made. */
  @FunctionalInterface
  public interface ConnectError {
    /** It could not be made, this time. */
    void onConnectError(ConnectFailure failure) throws Exception;
  }

  /** Takes why a connection ended. */
  @FunctionalInterface
  public interface Disconnect {
    /** It ended. */
    void onDisconnect(DisconnectReason reason) throws Exception;
  }

  /** Takes each state that a socket comes to. */
  @FunctionalInterface
  public interface State {
    /** The socket is in this state now. */
    void onState(SocketState state) throws Exception;
  }

  /** Takes the number of an attempt to connect again, from 1. */
  @FunctionalInterface
  public interface Attempt {
    /** It begins, or succeeded. */
    void onAttempt(int attempt) throws Exception;
  }
}
