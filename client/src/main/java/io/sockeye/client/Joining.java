package io.sockeye.client;

import io.sockeye.client.engine.ConnectFailure;
import io.sockeye.concurrent.Fatal;
import io.sockeye.concurrent.Stages;
import io.sockeye.concurrent.Timers;
import io.sockeye.protocol.engineio.PacketGroup;
import io.sockeye.protocol.socketio.SocketPacket;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The way of a socket into its namespace: the auth is asked for, on the socket's lane, then the
 * server. Confined to the manager's mailbox.
 *
 * <pre>
 *     IDLE --begin--> ASKING --auth--> SENT --answer--> IDLE
 *                     ^    \ fails
 *                     |     v
 *                     WAITING     any --cancel--> IDLE
 * </pre>
 */
final class Joining {
  /** One try; what comes of an earlier one is ignored. */
  private final class Try {
    final Connection connection;

    /** Null without a limit, and when it is over. */
    Timers.@Nullable Alarm alarm;

    /** Whether the server was asked. */
    boolean sent;

    /** Whether the program was told that there is no answer. */
    boolean told;

    /** Whether the program need not be asked any more. Written in the mailbox, read anywhere. */
    volatile boolean over;

    Try(Connection connection) {
      this.connection = connection;
    }

    boolean isCurrent() {
      assert manager.mailbox().isCurrent();
      return current == this;
    }

    void end() {
      over = true;
      if (alarm != null) {
        alarm.cancel();
        alarm = null;
      }
    }
  }

  private final RealSocket socket;
  private final Membership membership;
  private final RealManager manager;
  private final @Nullable AuthProvider auth;
  private final Reconnection again;

  /** Null while nothing is under way. */
  private @Nullable Try current;

  Joining(RealSocket socket, Membership membership, @Nullable AuthProvider auth) {
    this.socket = socket;
    this.membership = membership;
    this.manager = socket.manager();
    this.auth = auth;
    this.again = new Reconnection(manager);
  }

  /** Begins, on a connection that is open. */
  void begin(Connection connection) {
    assert manager.mailbox().isCurrent();
    cancel();
    Try attempt = new Try(connection);
    current = attempt;
    AuthProvider provider = auth;
    if (provider == null) {
      limit(attempt);
      ask(attempt, Map.of());
    } else {
      socket.lane().execute(() -> askProgram(attempt, provider));
    }
  }

  /** From now on it takes time; what it waited behind on the lane is the program's own affair. */
  private void limit(Try attempt) {
    Duration limit = manager.sessionOptions().timeout();
    if (attempt.isCurrent() && !limit.isZero()) {
      attempt.alarm =
          manager
              .timers()
              .schedule(limit, () -> manager.mailbox().execute(() -> onTimeout(attempt, limit)));
    }
  }

  // -- on the lane, or wherever the stage completes

  private void askProgram(Try attempt, AuthProvider provider) {
    if (attempt.over) {
      return; // The lane was behind; the next attempt asks for itself.
    }
    manager.mailbox().execute(() -> limit(attempt));
    Object given;
    try {
      given = provider.auth();
    } catch (Throwable failure) {
      fail(attempt, failure);
      return;
    }
    if (given instanceof CompletionStage<?> stage) {
      stage.whenComplete(
          (value, failure) -> {
            if (failure == null) {
              onAuth(attempt, value);
            } else {
              fail(attempt, Stages.cause(failure));
            }
          });
    } else {
      onAuth(attempt, given);
    }
  }

  private void onAuth(Try attempt, @Nullable Object given) {
    Map<String, Object> members;
    try {
      members = AuthPayload.members(manager.codec(), given);
    } catch (RuntimeException | StackOverflowError unwritable) {
      fail(attempt, unwritable);
      return;
    }
    manager.mailbox().execute(() -> ask(attempt, members));
  }

  private void fail(Try attempt, Throwable failure) {
    manager
        .mailbox()
        .execute(() -> onFailed(attempt, new ConnectFailure.Auth(socket.namespace(), failure)));
    Fatal.rethrow(failure);
  }

  // -- in the mailbox

  private void ask(Try attempt, Map<String, Object> members) {
    if (!attempt.isCurrent()) {
      return;
    }
    PacketGroup connect;
    try {
      connect =
          manager
              .codec()
              .encode(
                  new SocketPacket.Connect(
                      socket.namespace(), AuthPayload.of(members, socket.memory().claim())));
    } catch (RuntimeException | StackOverflowError e) { // A parser that the application brought.
      onFailed(attempt, new ConnectFailure.Auth(socket.namespace(), e));
      return;
    }
    attempt.sent = true;
    attempt.connection.join(socket.namespace(), connect);
  }

  private void onTimeout(Try attempt, Duration limit) {
    if (!attempt.isCurrent()) {
      return;
    }
    attempt.end();
    if (!attempt.sent) {
      onFailed(attempt, new ConnectFailure.Timeout("the auth for " + socket.namespace(), limit));
      return;
    }
    ConnectFailure failure =
        new ConnectFailure.Timeout("the answer to CONNECT for " + socket.namespace(), limit);
    boolean first = !attempt.told;
    attempt.told = true;
    if (first) {
      manager.observer().joinFailed(socket, failure);
    }
    if (manager.isOfUse(attempt.connection)) {
      limit(attempt); // The answer may still come; to ask twice is forbidden.
      if (first) {
        membership.tellConnectError(failure);
      }
    } else {
      attempt.connection.giveUp(failure);
    }
  }

  /** The auth could not be had: the program is asked again after a while. */
  private void onFailed(Try attempt, ConnectFailure failure) {
    if (!attempt.isCurrent()) {
      return;
    }
    attempt.end();
    current = null;
    manager.observer().joinFailed(socket, failure);
    Optional<SocketState.Reconnecting> plan =
        again.plan(Optional.of(failure), Optional.empty(), () -> tryAgain(attempt.connection));
    if (plan.isPresent()) {
      membership.onTryAgain(plan.get());
      membership.tellConnectError(failure);
    } else {
      again.reset();
      membership.onHopeless(failure);
    }
  }

  /** Does not wait any longer to ask the program again, if it waits for that. */
  void hurry() {
    again.hurry();
  }

  private void tryAgain(Connection connection) {
    membership.onTry();
    begin(connection);
  }

  /** Whether the server was asked, and has not answered. */
  boolean isSent() {
    return current != null && current.sent;
  }

  /** The server let the socket in. */
  void succeed() {
    cancel();
    again.reset();
  }

  /** Whatever is under way comes to nothing. */
  void cancel() {
    assert manager.mailbox().isCurrent();
    again.cancel();
    if (current != null) {
      current.end();
      current = null;
    }
  }
}
