package io.sockeye.benchmarks.load;

import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/**
 * Clients at two nodes of a cluster; a client's message goes to a room whose members are all at the
 * other node.
 *
 * <p>Rooms come in pairs, one at each node: the members of the one send to the other, in turn.
 * Counts deliveries, all of which came from one node to the other.
 *
 * <p>A node that says a client is in a room may not have told the broker yet. So probes are sent to
 * a room until each member has got one; those that come later are passed over.
 */
final class AcrossScenario extends FanOutScenario {
  private static final String PROBE_TEXT = "are you there?";
  private static final Message.Expected PROBE =
      Message.Expected.text("42[\"room\",\"" + PROBE_TEXT + "\"]");

  private static final long PROBE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final InetSocketAddress[] nodes;
  private final int rooms;

  /** By client. */
  private final boolean[] inRoom;

  /** By client. */
  private final boolean[] reached;

  private long probed = System.nanoTime();

  AcrossScenario(LoadOptions options, Loop loop, Tally tally) {
    super(options, loop, tally, true);
    rooms = options.rooms();
    if (rooms % 2 != 0) {
      throw new IllegalArgumentException(
          "expected as many rooms at the one node as at the other, got %d in all".formatted(rooms));
    }
    nodes = new InetSocketAddress[] {options.server(), options.otherServer()};
    inRoom = new boolean[options.clients()];
    reached = new boolean[options.clients()];
  }

  @Override
  InetSocketAddress server(int client) {
    return nodes[client % rooms % 2];
  }

  @Override
  Client sender(Group group) {
    Group senders = partner(group);
    return senders.members.get(group.round % senders.members.size());
  }

  private Group partner(Group group) {
    return group(group.index ^ 1);
  }

  @Override
  public long turn() {
    if (ready()) {
      return Long.MAX_VALUE;
    }
    long now = System.nanoTime();
    long left = probed + PROBE_NANOS - now;
    if (left > 0) {
      return left;
    }
    probed = now;
    for (int i = 0; i < rooms; i++) {
      probe(group(i));
    }
    return PROBE_NANOS;
  }

  private void probe(Group group) {
    boolean missed = group.members.stream().anyMatch(member -> !reached[member.index()]);
    if (missed && !partner(group).members.isEmpty()) {
      String request =
          "42[\"room\",{\"room\":\"" + group.name + "\",\"payload\":\"" + PROBE_TEXT + "\"}]";
      partner(group).members.get(0).write(ClientFrames.text(request));
    }
  }

  @Override
  void preparing(Client client, int opcode, byte[] bytes, int from, int to) {
    int index = client.index();
    boolean before = inRoom[index] && reached[index];
    if (PROBE.matches(opcode, bytes, from, to)) {
      reached[index] = true;
    } else {
      RoomJoin.ANSWER.check(client, opcode, bytes, from, to);
      inRoom[index] = true;
    }
    if (!before && inRoom[index] && reached[index]) {
      prepared(client);
    }
  }

  @Override
  public void frame(Client client, int opcode, byte[] bytes, int from, int to) {
    if (!ready() || !PROBE.matches(opcode, bytes, from, to)) {
      super.frame(client, opcode, bytes, from, to);
    }
  }
}
