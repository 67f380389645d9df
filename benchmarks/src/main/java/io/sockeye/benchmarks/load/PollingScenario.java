package io.sockeye.benchmarks.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.ThreadLocalRandom;

/** As {@link EchoScenario} with one message under way for each client, over long polling. */
final class PollingScenario implements Scenario, PollingClient.Listener {
  private static final int ROW = 2;

  private final LoadOptions options;
  private final Loop loop;
  private final Tally tally;
  private final Flow[] flows;

  /** Begins anywhere, so that the ports of the run before are not met again. */
  private int connections = ThreadLocalRandom.current().nextInt(1 << 24);

  private int opened;
  private int joined;
  private long outstanding;

  PollingScenario(LoadOptions options, Loop loop, Tally tally) {
    if (options.compress()) {
      throw new IllegalArgumentException("--compress: long polling has no WebSocket to compress");
    }
    this.options = options;
    this.loop = loop;
    this.tally = tally;
    flows = new Flow[options.clients()];
  }

  @Override
  public void open() {
    while (opened < flows.length && opened - joined < OPENING_MOST) {
      PollingClient client = new PollingClient(opened, this, this::dial, options.keepAlive());
      flows[opened] = new Flow(client, options.size());
      opened++;
      client.open();
    }
  }

  private void dial(HttpConnection connection) {
    try {
      loop.connect(connection, options.server(), Sources.of(connections++ & Integer.MAX_VALUE));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void joined(PollingClient client) {
    joined++;
  }

  @Override
  public boolean ready() {
    return joined == flows.length;
  }

  @Override
  public void start() {
    for (Flow flow : flows) {
      send(flow);
    }
  }

  private void send(Flow flow) {
    if (tally.start()) {
      flow.place = (flow.place + 1) % ROW;
      flow.posted = false;
      flow.answered = false;
      flow.sentAt = System.nanoTime();
      outstanding++;
      flow.client.send(flow.packets[flow.place]);
    }
  }

  @Override
  public void packet(PollingClient client, String packet) {
    Flow flow = flows[client.index()];
    String expected = flow.answered ? "nothing" : flow.packets[flow.place];
    if (!packet.equals(expected)) {
      throw new LoadFailure(
          "client %d: expected %s, got %s".formatted(client.index(), expected, packet));
    }
    flow.answered = true;
    tally.done(loop.now() - flow.sentAt);
    outstanding--;
    goOn(flow);
  }

  @Override
  public void posted(PollingClient client) {
    Flow flow = flows[client.index()];
    flow.posted = true;
    goOn(flow);
  }

  private void goOn(Flow flow) {
    if (flow.posted && flow.answered && flow.place >= 0) {
      send(flow);
    }
  }

  @Override
  public long progress() {
    return joined + tally.done();
  }

  @Override
  public long outstanding() {
    return outstanding;
  }

  /** Where a client is. */
  private static final class Flow {
    final PollingClient client;
    final String[] packets = new String[ROW];

    /** What was sent last; -1 before the first. */
    int place = -1;

    boolean posted;

    /** True until the first was sent. */
    boolean answered = true;

    long sentAt;

    Flow(PollingClient client, int size) {
      this.client = client;
      for (int i = 0; i < ROW; i++) {
        packets[i] = "42[\"echo\",\"" + Texts.of(client.index(), i, size) + "\"]";
      }
    }
  }
}
