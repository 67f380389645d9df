package io.sockeye.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.pubsub.api.async.RedisPubSubAsyncCommands;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Another connector, of which a test can hold up the threads, and whose commands can be forgotten
 * as Lettuce may forget those that are written while a connection closes.
 */
final class TamperedConnector implements RedisConnector {
  /** The commands that are tampered with. */
  private static final Set<String> SENT = Set.of("xadd", "publish", "spublish");

  private final RedisConnector real;

  /** Tasks that wait; guarded by itself. */
  private final Queue<Runnable> held = new ArrayDeque<>();

  private boolean holds;
  private volatile boolean forgets;
  private volatile boolean forgetsSubscriptions;
  private volatile String refusal = "";
  private final AtomicInteger refusals = new AtomicInteger();
  private final AtomicInteger pingRefusals = new AtomicInteger();
  private final AtomicInteger sent = new AtomicInteger();

  TamperedConnector(RedisConnector real) {
    this.real = real;
  }

  /** Nothing more runs on its executor. */
  void hold() {
    synchronized (held) {
      holds = true;
    }
  }

  /** What waits runs, and what comes. */
  void release() {
    synchronized (held) {
      holds = false;
      held.forEach(real.executor()::execute);
      held.clear();
    }
  }

  /** How many entries were to be added, and messages to be published. */
  int sent() {
    return sent.get();
  }

  /** So much is refused from now on, with these words. */
  void refuse(int count, String words) {
    refusal = words;
    refusals.set(count);
  }

  /** So many PINGs of connections for commands are refused from now on, with these words. */
  void refusePings(int count, String words) {
    refusal = words;
    pingRefusals.set(count);
  }

  /** Subscriptions are never asked for nor ever answered from now on. */
  void forgetSubscriptions(boolean value) {
    forgetsSubscriptions = value;
  }

  /** Entries and messages are neither sent nor ever answered from now on. */
  void forget(boolean value) {
    forgets = value;
  }

  @Override
  public Executor executor() {
    return task -> {
      synchronized (held) {
        if (holds) {
          held.add(task);
          return;
        }
      }
      real.executor().execute(task);
    };
  }

  @Override
  public CompletionStage<Commands> connect() {
    return real.connect()
        .thenApply(opened -> new Commands(opened.connection(), forgetful(opened.async())));
  }

  @SuppressWarnings("unchecked") // Made of that very type.
  private RedisClusterAsyncCommands<String, byte[]> forgetful(
      RedisClusterAsyncCommands<String, byte[]> commands) {
    return proxy(
        RedisClusterAsyncCommands.class, commands, name -> SENT.contains(name) ? unsent() : null);
  }

  /** What is answered instead of sending it; null if it is sent. */
  private AsyncCommand<byte[], byte[], String> unsent() {
    sent.incrementAndGet();
    boolean refused = refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
    if (!refused && !forgets) {
      return null;
    }
    AsyncCommand<byte[], byte[], String> unsent =
        new AsyncCommand<>(
            new Command<>(CommandType.XADD, new StatusOutput<>(ByteArrayCodec.INSTANCE)));
    if (refused) {
      unsent.completeExceptionally(new RedisCommandExecutionException(refusal));
    }
    return unsent;
  }

  @Override
  public CompletionStage<StatefulRedisPubSubConnection<String, byte[]>> connectPubSub() {
    return real.connectPubSub().thenApply(this::forgetful);
  }

  @SuppressWarnings("unchecked") // Made of that very type.
  private StatefulRedisPubSubConnection<String, byte[]> forgetful(
      StatefulRedisPubSubConnection<String, byte[]> opened) {
    RedisPubSubAsyncCommands<String, byte[]> commands =
        proxy(
            RedisPubSubAsyncCommands.class,
            opened.async(),
            name ->
                forgetsSubscriptions && name.equals("subscribe")
                    ? new AsyncCommand<>(new Command<>(CommandType.SUBSCRIBE, null))
                    : null);
    return proxy(
        StatefulRedisPubSubConnection.class,
        opened,
        name -> name.equals("async") ? commands : null);
  }

  /** Another of its kind, of which some methods give something else. */
  private static <T> T proxy(Class<T> type, Object real, Function<String, Object> others) {
    return type.cast(
        Proxy.newProxyInstance(
            TamperedConnector.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              Object other = others.apply(method.getName());
              return other == null ? invoke(real, method, arguments) : other;
            }));
  }

  private static Object invoke(Object real, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(real, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  @Override
  public CompletionStage<Void> ping(Commands commands) {
    return pingRefusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0
        ? CompletableFuture.failedFuture(new RedisCommandExecutionException(refusal))
        : real.ping(commands);
  }

  @Override
  public CompletionStage<Void> pingPubSub(
      StatefulRedisPubSubConnection<String, byte[]> connection) {
    return real.pingPubSub(connection);
  }

  @Override
  public CompletionStage<Long> subscribers(Commands commands, boolean sharded, String channel) {
    return real.subscribers(commands, sharded, channel);
  }

  @Override
  public CompletionStage<Void> close() {
    release();
    return real.close();
  }
}
