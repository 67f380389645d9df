package io.sockeye.benchmarks.load;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Each client has a few messages under way and sends the next when an answer has come.
 *
 * <p>Each sends a short row of different messages over and over, so that an answer that is lost,
 * doubled or another client's is noticed. The row's bytes stand one behind the other, twice, so
 * that any number of them in turn is one write.
 */
class EchoScenario extends WebSocketScenario {
  /** Makes what a client sends. */
  interface MessageMaker {
    /** The message of this client with this place in its row. */
    Message make(int client, int place);
  }

  private static final int ROW_LEAST = 2;
  private static final long BYTES_MOST = 512L << 20;

  private final Tally tally;
  private final int inFlight;
  private final int rowLength;
  private final MessageMaker maker;
  private final Flow[] flows;
  private long outstanding;

  EchoScenario(LoadOptions options, Loop loop, Tally tally, MessageMaker maker) {
    this(options, loop, tally, maker, Math.max(ROW_LEAST, options.inFlight()));
  }

  EchoScenario(LoadOptions options, Loop loop, Tally tally, MessageMaker maker, int rowLength) {
    super(options, loop);
    this.tally = tally;
    this.maker = maker;
    inFlight = options.inFlight();
    this.rowLength = rowLength;
    flows = new Flow[options.clients()];
    Message first = maker.make(0, 0);
    // Each is kept as it is, and its request twice more in the row's bytes.
    long bytes = (first.size() + 2L * first.request().length) * rowLength * options.clients();
    if (bytes > BYTES_MOST) {
      throw new IllegalArgumentException(
          "messages of %d clients take %d MiB, more than %d: use fewer clients or a smaller size"
              .formatted(options.clients(), bytes >> 20, BYTES_MOST >> 20));
    }
  }

  @Override
  public final void joined(Client client) {
    List<Message> row = new ArrayList<>();
    for (int place = 0; place < rowLength; place++) {
      row.add(maker.make(client.index(), place));
    }
    flows[client.index()] = new Flow(row);
    prepared(client);
  }

  @Override
  public void start() {
    for (int i = 0; i < flows.length; i++) {
      flows[i].due = inFlight;
      send(client(i), System.nanoTime());
    }
  }

  @Override
  public final void frame(Client client, int opcode, byte[] bytes, int from, int to) {
    Flow flow = flows[client.index()];
    if (flow.outstanding == 0) {
      throw new LoadFailure(
          "client %d: expected nothing more, got %s"
              .formatted(client.index(), Message.Expected.show(opcode, bytes, from, to)));
    }
    List<Message.Expected> answer = flow.row.get(flow.answered).answer();
    answer.get(flow.part++).check(client, opcode, bytes, from, to);
    if (flow.part == answer.size()) {
      flow.part = 0;
      tally.done(loop().now() - flow.sentAt[flow.answered]);
      flow.answered = (flow.answered + 1) % rowLength;
      flow.outstanding--;
      outstanding--;
      answered(client);
    }
  }

  /** A client's answer is complete. */
  void answered(Client client) {
    due(client);
  }

  /** The client has one more to send. */
  final void due(Client client) {
    flows[client.index()].due++;
  }

  @Override
  public final void burstEnded(Client client) {
    if (flows[client.index()].due > 0) {
      send(client, loop().now());
    }
  }

  /** Sends what is due in one write; its latency counts from that time. */
  final void send(Client client, long now) {
    Flow flow = flows[client.index()];
    if (flow.outstanding + flow.due > rowLength) {
      throw new LoadFailure(
          "client %d: %d answers are missing; the server does not keep up"
              .formatted(client.index(), flow.outstanding));
    }
    int count = 0;
    while (count < flow.due && tally.start()) {
      flow.sentAt[(flow.next + count) % rowLength] = now;
      count++;
    }
    flow.due = 0;
    if (count > 0) {
      flow.outstanding += count;
      outstanding += count;
      ByteBuffer out = flow.out;
      out.limit(flow.starts[flow.next + count]);
      out.position(flow.starts[flow.next]);
      flow.next = (flow.next + count) % rowLength;
      client.write(out);
    }
  }

  @Override
  public final long outstanding() {
    return outstanding;
  }

  @Override
  public final long progress() {
    return super.progress() + tally.done();
  }

  /** Where a client is in its row. */
  private final class Flow {
    final List<Message> row;
    final ByteBuffer out;

    /** Where in these bytes each message starts, and the last ends. */
    final int[] starts = new int[2 * rowLength + 1];

    final long[] sentAt = new long[rowLength];

    /** Place of the message that is sent next. */
    int next;

    /** Place of the message whose answer comes next. */
    int answered;

    /** How many frames of that answer have come. */
    int part;

    int outstanding;
    int due;

    Flow(List<Message> row) {
      this.row = row;
      for (int i = 0; i < 2 * rowLength; i++) {
        starts[i + 1] = starts[i] + row.get(i % rowLength).request().length;
      }
      out = ByteBuffer.allocateDirect(starts[2 * rowLength]);
      for (int i = 0; i < 2 * rowLength; i++) {
        out.put(row.get(i % rowLength).request());
      }
    }
  }
}
