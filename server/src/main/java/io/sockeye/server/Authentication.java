package io.sockeye.server;

import io.sockeye.ArgumentException;
import io.sockeye.ConnectErrorException;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Makes a middleware of an authenticator, which keeps whom it finds and fails closed. */
final class Authentication implements ConnectionMiddleware {
  private final Authenticator authenticator;

  Authentication(Authenticator authenticator) {
    this.authenticator = authenticator;
  }

  static <A> Authentication of(Class<A> type, Authenticator.Of<A> authenticator) {
    return new Authentication(
        (socket, handshake) -> authenticator.authenticate(credentials(handshake, type)));
  }

  /** What does not even look like credentials is the client's fault, and no failure of ours. */
  private static <A> A credentials(Handshake handshake, Class<A> type) {
    try {
      return handshake.auth(type);
    } catch (ArgumentException unlike) {
      throw new ConnectErrorException("invalid auth");
    }
  }

  @Override
  public Object onConnect(Socket socket, Handshake handshake) throws Exception {
    RealSocket real = (RealSocket) socket;
    Object found = authenticator.authenticate(socket, handshake);
    return found instanceof CompletionStage<?> stage
        ? stage.thenApply(later -> keep(real, later))
        : keep(real, found);
  }

  /** The verdict of the middleware. */
  private static Boolean keep(RealSocket socket, @Nullable Object found) {
    Object principal = found instanceof Optional<?> optional ? optional.orElse(null) : found;
    if (principal == null || Boolean.FALSE.equals(principal)) {
      return false;
    }
    if (!Boolean.TRUE.equals(principal)) {
      socket.onAuthenticated(principal);
    }
    return true;
  }
}
