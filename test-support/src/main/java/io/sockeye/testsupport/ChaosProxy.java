package io.sockeye.testsupport;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.Channel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A TCP relay on the loopback: the network between a client and a server, which a test can delay,
 * slice, cut, freeze, turn into a black hole and take away.
 *
 * <p>One daemon thread does all of its work. A call has taken effect, for all connections, when it
 * returns. Faults are added to each other until {@link #heal}, and end with {@link #close}.
 * Thread-safe.
 */
public final class ChaosProxy implements AutoCloseable {
  /** One of the ways that bytes go. */
  public enum Direction {
    /** From the client to the server. */
    TO_SERVER,
    /** From the server to the client. */
    TO_CLIENT
  }

  /** How a connection is cut: what each of its sides sees. */
  public enum Cut {
    /** The end of the stream, as if the other side had closed in an orderly way. */
    FIN,
    /** A connection reset. */
    RST
  }

  /** The bytes of one direction, and what became of them. */
  static final class Tally {
    long arrived;
    long lost;
  }

  private static final long PATIENCE_SECONDS = 10;

  private final ServerSocketChannel listener;
  private final Selector selector;
  private final Thread thread;
  private final int port;

  /** What other threads want, in order. */
  private final Queue<Runnable> changes = new ConcurrentLinkedQueue<>();

  // From here on confined to the thread, while it lives.
  private final Map<Direction, Tally> tallies = new EnumMap<>(Direction.class);
  private int accepted;
  private int mostOpen;
  private final List<ChaosConnection> connections = new ArrayList<>();
  private ChaosFaults faults = ChaosFaults.NONE;
  private LongSupplier allowances = () -> Long.MAX_VALUE;
  private Cut atTheEnd = Cut.RST;
  private int target;
  private boolean refusing;
  private boolean closing;

  /** Null if the network does not flap. */
  private @Nullable ChaosFlap flap;

  private ChaosProxy(int target) throws IOException {
    this.target = target;
    for (Direction direction : Direction.values()) {
      tallies.put(direction, new Tally());
    }
    listener = ServerSocketChannel.open();
    listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    listener.configureBlocking(false);
    selector = Selector.open();
    listener.register(selector, SelectionKey.OP_ACCEPT);
    port = ((InetSocketAddress) listener.getLocalAddress()).getPort();
    thread = new Thread(this::loop, "chaos-proxy-" + port);
    thread.setDaemon(true);
  }

  /** A proxy on a free port of the loopback in front of the given one. */
  public static ChaosProxy to(int port) {
    try {
      ChaosProxy proxy = new ChaosProxy(port);
      proxy.thread.start();
      return proxy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where it listens, on the loopback. */
  public int port() {
    return port;
  }

  /** Leads new connections to another port. */
  public void target(int newTarget) {
    change(() -> target = newTarget);
  }

  /** Each byte takes so long, both ways; as many as come are on their way at once. */
  public void delay(Duration duration) {
    change(() -> faults = faults.withDelay(duration));
  }

  /**
   * Bytes go out by so many at once, each time in a segment of its own as far as the system lets.
   */
  public void slice(int bytes) {
    if (bytes < 1) {
      throw new IllegalArgumentException("expected at least one byte at once, got " + bytes);
    }
    change(() -> faults = faults.withSlice(bytes));
  }

  /** Nothing moves any more; what was sent arrives after {@link #heal}. */
  public void stall() {
    change(() -> faults = faults.withStall());
  }

  /**
   * A black hole: what is sent in these directions is lost, the ends of connections with it, and
   * nobody is told. New connections are accepted.
   */
  public void swallow(Direction... directions) {
    change(() -> faults = faults.swallowing(Set.of(directions)));
  }

  /** From now on each new connection is reset as soon as it is there. */
  public void refuse() {
    change(() -> refusing = true);
  }

  /** Cuts all connections that there are. */
  public void cut(Cut how) {
    change(() -> cutAll(how));
  }

  /**
   * Each new connection is cut when it has carried so many bytes, both ways together.
   *
   * @param bytes asked for each connection, by one thread; at least 1
   * @param how how it is cut then
   */
  public void cutAfter(LongSupplier bytes, Cut how) {
    change(
        () -> {
          allowances = bytes;
          atTheEnd = how;
        });
  }

  /**
   * The network is there and not there in turns, beginning with not: then all is cut and refused.
   */
  public void flap(Duration down, Duration up) {
    ChaosFlap turns = new ChaosFlap(down, up, System.nanoTime());
    change(() -> flap = turns);
  }

  /**
   * Ends all faults. Connections of which something was lost are reset: nobody could make sense of
   * the rest.
   */
  public void heal() {
    change(
        () -> {
          faults = ChaosFaults.NONE;
          allowances = () -> Long.MAX_VALUE;
          refusing = false;
          flap = null;
          for (ChaosConnection connection : connections) {
            if (connection.isHoled()) {
              connection.cut(Cut.RST);
            }
          }
        });
  }

  /** The connections that came so far, those that were refused among them. */
  public int accepted() {
    return (int) ask(() -> accepted);
  }

  /** The connections that are open. */
  public int open() {
    return (int) ask(connections::size);
  }

  /** The most connections that were open at once. */
  public int mostOpen() {
    return (int) ask(() -> mostOpen);
  }

  /** The bytes that were passed on in this direction. */
  public long arrived(Direction direction) {
    return ask(() -> tally(direction).arrived);
  }

  /** The bytes that were swallowed in this direction. */
  public long lost(Direction direction) {
    return ask(() -> tally(direction).lost);
  }

  private Tally tally(Direction direction) {
    return requireNonNull(tallies.get(direction));
  }

  /** Closes all connections, the port and the thread. */
  @Override
  public void close() {
    changes.add(() -> closing = true);
    selector.wakeup();
    try {
      thread.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void change(Runnable change) {
    if (!thread.isAlive()) {
      throw new IllegalStateException("the proxy is closed");
    }
    CompletableFuture<Void> done = new CompletableFuture<>();
    changes.add(
        () -> {
          change.run();
          forgetClosed();
          done.complete(null);
        });
    selector.wakeup();
    done.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
  }

  private long ask(LongSupplier question) {
    if (!thread.isAlive()) {
      return question.getAsLong();
    }
    AtomicLong answer = new AtomicLong();
    change(() -> answer.set(question.getAsLong()));
    return answer.get();
  }

  private void loop() {
    try {
      while (!closing) {
        long wait = prepare();
        if (wait == Long.MAX_VALUE) {
          selector.select();
        } else {
          selector.select(Math.max(1, TimeUnit.NANOSECONDS.toMillis(wait)));
        }
        serve();
        turn();
        applyChanges();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      connections.forEach(ChaosConnection::close);
      forgetClosed();
      closeQuietly(listener);
      closeSelector();
    }
  }

  private void serve() throws IOException {
    long now = System.nanoTime();
    for (SelectionKey key : selector.selectedKeys()) {
      if (key.isValid() && key.attachment() instanceof ChaosConnection connection) {
        connection.serve(key, faults, now);
      } else if (key.isValid() && key.isAcceptable()) {
        accept();
      }
    }
    selector.selectedKeys().clear();
    forgetClosed();
  }

  /** What was there before a change is dealt with as before. */
  private void applyChanges() throws IOException {
    List<Runnable> batch = new ArrayList<>();
    for (Runnable next = changes.poll(); next != null; next = changes.poll()) {
      batch.add(next);
    }
    if (!batch.isEmpty()) {
      selector.selectNow();
      serve();
      batch.forEach(Runnable::run);
    }
  }

  /** Says what to wait for, and returns how many nanoseconds at most. */
  private long prepare() {
    long now = System.nanoTime();
    long wait = flap == null ? Long.MAX_VALUE : flap.untilTurn(now);
    for (ChaosConnection connection : connections) {
      wait = Math.min(wait, connection.prepare(faults, now));
    }
    return wait;
  }

  private void turn() {
    if (flap != null && flap.turn(System.nanoTime())) {
      refusing = flap.isDown();
      if (refusing) {
        cutAll(Cut.RST);
      }
    }
  }

  private void accept() throws IOException {
    for (SocketChannel client = listener.accept(); client != null; client = listener.accept()) {
      accepted++;
      if (refusing) {
        client.setOption(StandardSocketOptions.SO_LINGER, 0);
        client.close();
      } else {
        connect(client);
      }
    }
  }

  private void connect(SocketChannel client) {
    int to = faults.swallowed().contains(Direction.TO_SERVER) ? 0 : target;
    try {
      connections.add(
          new ChaosConnection(client, to, selector, allowances.getAsLong(), atTheEnd, tallies));
      mostOpen = Math.max(mostOpen, connections.size());
    } catch (IOException e) {
      closeQuietly(client);
    }
  }

  private void cutAll(Cut how) {
    connections.forEach(connection -> connection.cut(how));
  }

  private void forgetClosed() {
    connections.removeIf(ChaosConnection::isClosed);
  }

  private void closeSelector() {
    try {
      selector.close();
    } catch (IOException e) {
      // It is of no use to anybody any more.
    }
  }

  static void closeQuietly(Channel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      // It is of no use to anybody any more.
    }
  }
}
