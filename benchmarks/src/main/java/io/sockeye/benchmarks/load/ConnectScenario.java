package io.sockeye.benchmarks.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Clients that come, connect to the namespace, join a room, leave, and come again.
 *
 * <p>Latency counts from the first byte to the echo that follows the join.
 */
final class ConnectScenario implements Scenario, Client.Listener {
  private static final int ROOMS = 100;

  private final LoadOptions options;
  private final Loop loop;
  private final Tally tally;
  private final long[] startedAt;
  private final @Nullable MessageInflater inflater;

  /** Begins anywhere, so that the ports of the run before are not met again. */
  private int connections = ThreadLocalRandom.current().nextInt(1 << 24);

  private long outstanding;
  private long steps;

  ConnectScenario(LoadOptions options, Loop loop, Tally tally) {
    this.options = options;
    this.loop = loop;
    this.tally = tally;
    startedAt = new long[options.clients()];
    inflater = MessageInflater.of(options);
  }

  @Override
  public void open() {
    // Connections are what is measured.
  }

  @Override
  public boolean ready() {
    return true;
  }

  @Override
  public void start() throws IOException {
    for (int place = 0; place < startedAt.length; place++) {
      comes(place);
    }
  }

  private void comes(int place) throws IOException {
    if (tally.start()) {
      outstanding++;
      startedAt[place] = System.nanoTime();
      loop.connect(
          new Client(place, this, inflater),
          options.server(),
          Sources.of(connections++ & Integer.MAX_VALUE));
    }
  }

  @Override
  public void joined(Client client) {
    steps++;
    client.write(RoomJoin.frames("room-" + client.index() % ROOMS));
  }

  @Override
  public void frame(Client client, int opcode, byte[] bytes, int from, int to) {
    RoomJoin.ANSWER.check(client, opcode, bytes, from, to);
    steps++;
    tally.done(System.nanoTime() - startedAt[client.index()]);
    client.leave();
  }

  @Override
  public void left(Client client) {
    outstanding--;
    steps++;
    try {
      comes(client.index());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public long progress() {
    return steps;
  }

  @Override
  public long outstanding() {
    return outstanding;
  }
}
