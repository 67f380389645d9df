package io.sockeye.benchmarks.load;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * One member of a group sends, all of the group must get it, then the next member sends.
 *
 * <p>Counts deliveries. With rooms, each client joins one first ({@link RoomJoin}).
 */
class FanOutScenario extends WebSocketScenario {
  private static final int ROW = 4;

  /** So many groups are under way at a time. */
  private static final int GROUPS_AT_ONCE = 16;

  private final Tally tally;
  private final boolean rooms;
  private final Group[] groups;

  /** Groups in which nothing is under way, the one that waited longest first. */
  private final Deque<Group> idle = new ArrayDeque<>();

  private long outstanding;

  FanOutScenario(LoadOptions options, Loop loop, Tally tally, boolean rooms) {
    super(options, loop);
    this.tally = tally;
    this.rooms = rooms;
    groups = new Group[rooms ? options.rooms() : 1];
    if (groups.length > options.clients()) {
      throw new IllegalArgumentException(
          "expected at most one room for each of %d clients, got %d"
              .formatted(options.clients(), groups.length));
    }
    for (int i = 0; i < groups.length; i++) {
      groups[i] = new Group(i, options);
      idle.add(groups[i]);
    }
  }

  @Override
  public void joined(Client client) {
    group(client).members.add(client);
    if (rooms) {
      client.write(RoomJoin.frames(group(client).name));
    } else {
      prepared(client);
    }
  }

  @Override
  public void start() {
    for (int i = 0; i < Math.min(GROUPS_AT_ONCE, groups.length); i++) {
      send(idle.remove(), System.nanoTime());
    }
  }

  private void send(Group group, long now) {
    int count = group.members.size();
    if (!tally.start(count)) {
      return;
    }
    group.missing = count;
    outstanding += count;
    group.sentAt = now;
    group.round++;
    sender(group).write(group.requests[group.round % ROW].rewind());
  }

  /** Who sends what the group is to get in this round. */
  Client sender(Group group) {
    return group.members.get(group.round % group.members.size());
  }

  @Override
  public void frame(Client client, int opcode, byte[] bytes, int from, int to) {
    if (!ready()) {
      preparing(client, opcode, bytes, from, to);
      return;
    }
    Group group = group(client);
    int member = client.index() / groups.length;
    group.expected[group.round % ROW].check(client, opcode, bytes, from, to);
    if (group.missing == 0 || group.gotRound[member] == group.round) {
      throw new LoadFailure("client %d: got a message twice".formatted(client.index()));
    }
    group.gotRound[member] = group.round;
    outstanding--;
    tally.done(loop().now() - group.sentAt);
    if (--group.missing == 0) {
      idle.add(group);
      send(idle.remove(), loop().now());
    }
  }

  /** A frame came while not all clients are ready. */
  void preparing(Client client, int opcode, byte[] bytes, int from, int to) {
    RoomJoin.ANSWER.check(client, opcode, bytes, from, to);
    prepared(client);
  }

  final Group group(Client client) {
    return group(client.index() % groups.length);
  }

  final Group group(int index) {
    return groups[index];
  }

  @Override
  public long outstanding() {
    return outstanding;
  }

  @Override
  public long progress() {
    return super.progress() + tally.done();
  }

  /** Clients that get the same messages. */
  final class Group {
    final int index;
    final String name;
    final List<Client> members = new ArrayList<>();
    final ByteBuffer[] requests = new ByteBuffer[ROW];
    final Message.Expected[] expected = new Message.Expected[ROW];

    /** The last round of which each member got the message. */
    final int[] gotRound;

    /** How often a member has sent. */
    int round;

    /** How many members have not got the message yet. */
    int missing;

    long sentAt;

    Group(int index, LoadOptions options) {
      this.index = index;
      name = "room-%05d".formatted(index);
      gotRound = new int[(clients() + groups.length - 1) / groups.length];
      for (int i = 0; i < ROW; i++) {
        String text = Texts.of(index, i, options.size());
        String request =
            rooms
                ? "42[\"room\",{\"room\":\"" + name + "\",\"payload\":\"" + text + "\"}]"
                : "42[\"bcast\",\"" + text + "\"]";
        byte[] frame = options.framing().text(request);
        requests[i] = ByteBuffer.allocateDirect(frame.length).put(frame);
        expected[i] =
            Message.Expected.text("42[\"" + (rooms ? "room" : "bcast") + "\",\"" + text + "\"]");
      }
    }
  }
}
