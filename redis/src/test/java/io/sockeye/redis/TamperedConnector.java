package io.sockeye.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Another connector, of which a test can hold up the threads, and whose commands can be forgotten
 * as Lettuce may forget those that are written while a connection closes.
 */
final class TamperedConnector implements RedisConnector {
  private final RedisConnector real;

  /** Tasks that wait; guarded by itself. */
  private final Queue<Runnable> held = new ArrayDeque<>();

  private boolean holds;
  private volatile boolean forgets;
  private final AtomicInteger refusals = new AtomicInteger();
  private final AtomicInteger entries = new AtomicInteger();

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

  /** How many entries were to be added. */
  int entries() {
    return entries.get();
  }

  /** So many entries are refused from now on, as if Redis had no memory. */
  void refuse(int count) {
    refusals.set(count);
  }

  /** Entries are neither added nor ever answered from now on. */
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
    return (RedisClusterAsyncCommands<String, byte[]>)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {RedisClusterAsyncCommands.class},
            (proxy, method, arguments) -> {
              boolean entry = method.getName().equals("xadd");
              if (entry) {
                entries.incrementAndGet();
              }
              boolean refused = entry && refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
              if (refused || (entry && forgets)) {
                AsyncCommand<byte[], byte[], String> unsent =
                    new AsyncCommand<>(
                        new Command<>(
                            CommandType.XADD, new StatusOutput<>(ByteArrayCodec.INSTANCE)));
                if (refused) {
                  unsent.completeExceptionally(
                      new RedisCommandExecutionException("OOM command not allowed"));
                }
                return unsent;
              }
              try {
                return method.invoke(commands, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @Override
  public CompletionStage<StatefulRedisPubSubConnection<String, byte[]>> connectPubSub() {
    return real.connectPubSub();
  }

  @Override
  public CompletionStage<Void> ping(Commands commands) {
    return real.ping(commands);
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
