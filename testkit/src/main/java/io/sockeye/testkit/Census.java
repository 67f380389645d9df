package io.sockeye.testkit;

import io.sockeye.concurrent.Timers;
import io.sockeye.server.SocketIoServer;
import io.sockeye.server.adapter.LocalAdapter;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * Counts what a server holds: sessions, sockets, rooms and alarms, so that a test can show that
 * nothing is left of clients that have gone. An alarm is whatever waits for its time: a heartbeat,
 * an acknowledgement, an upgrade, a packet whose attachments are missing.
 *
 * <pre>{@code
 * Census census = new Census();
 * var io = census.of(SocketIoServer.builder());
 * ...
 * census.requireNothingLeft();
 * }</pre>
 *
 * <p>Thread-safe. To be closed after the server, whose clock it is.
 */
public final class Census implements AutoCloseable {
  /**
   * What a server holds at a moment.
   *
   * @param sessions connections, or what long polling makes one of
   * @param sockets those that are connected to the main namespace
   * @param rooms of all namespaces, those of single sockets included
   * @param alarms that wait for their time
   */
  public record Counts(int sessions, int sockets, int rooms, int alarms) {
    /** Nothing at all. */
    public static final Counts NONE = new Counts(0, 0, 0, 0);
  }

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final CountedTimers timers = new CountedTimers(Timers.create("census-timers"));

  /** One for each namespace that ever was, so this is for tests and not for programs. */
  private final List<LocalAdapter> adapters = new CopyOnWriteArrayList<>();

  /** Null until it is built. */
  private volatile @Nullable SocketIoServer server;

  /** Nothing is counted yet. */
  public Census() {}

  /**
   * Builds the server that is counted, with the adapter of a single server.
   *
   * @param options without {@code timers} and {@code adapter}
   */
  public SocketIoServer of(SocketIoServer.Builder options) {
    SocketIoServer built =
        options
            .timers(timers)
            .adapter(
                node -> {
                  LocalAdapter adapter = new LocalAdapter(node);
                  adapters.add(adapter);
                  return adapter;
                })
            .build();
    server = built;
    return built;
  }

  /** What the server holds now. */
  public Counts counts() {
    SocketIoServer counted = Objects.requireNonNull(server, "of(builder) comes first");
    return new Counts(
        counted.engine().clientsCount(),
        counted.sockets().size(),
        adapters.stream().mapToInt(adapter -> adapter.rooms().size()).sum(),
        timers.pending());
  }

  /** Fails unless the server soon holds nothing. */
  public void requireNothingLeft() {
    requireOnly(Counts.NONE);
  }

  /** Fails unless the server soon holds this and no more. */
  public void requireOnly(Counts expected) {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .untilAsserted(() -> Assertions.assertThat(counts()).isEqualTo(expected));
  }

  @Override
  public void close() {
    timers.close();
  }
}
