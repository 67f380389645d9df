package io.sockeye.server;

import io.sockeye.server.adapter.SavedSession;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A claim to a session that was found in the store, and is still there. Immutable but for data. */
final class SharedClaim implements Claim {
  private final SharedRecovery shared;
  private final SavedSession found;
  private final @Nullable String offset;
  private final SocketData data;
  private final Map<String, Object> copied;

  /**
   * A claim.
   *
   * @param offset the last event that the client got; null if it got none
   */
  SharedClaim(SharedRecovery shared, SavedSession found, @Nullable String offset) {
    this.shared = shared;
    this.found = found;
    this.offset = offset;
    this.data = SocketData.of(found.data());
    this.copied = data.toMap();
  }

  SavedSession found() {
    return found;
  }

  @Nullable String offset() {
    return offset;
  }

  /** Who it was is not in the store, so where somebody was known that is asked again. */
  @Override
  public boolean skipsMiddlewares() {
    return shared.options().skipMiddlewares() && found.principal() == null;
  }

  @Override
  public SocketRecovery recoveryOf(RealSocket socket) {
    return new SharedSocketRecovery(socket, shared, this);
  }

  @Override
  public SocketData data() {
    return data;
  }

  /** What was found has been taken; it may have changed meanwhile. */
  void onTaken(SavedSession taken) {
    data.rebase(copied, SocketData.of(taken.data()));
  }

  @Override
  public @Nullable Object restoredPrincipal() {
    return null;
  }
}
