package io.sockeye.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.Ack;
import io.sockeye.AckTimeoutException;
import io.sockeye.Args;
import io.sockeye.concurrent.Stages;
import io.sockeye.protocol.socketio.SocketPacket;
import io.sockeye.server.adapter.BroadcastAcks;
import io.sockeye.server.adapter.BroadcastOptions;
import io.sockeye.server.adapter.FetchedSockets;
import io.sockeye.server.adapter.SocketSnapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Three servers that ask, tell and answer in a random order of thousands of seeds; in half of them
 * one dies or leaves. Whatever happens, each question ends once and nothing of it is left; and
 * where nothing went wrong, everything is there.
 */
final class ClusterSimulationTest {
  private static final int SEEDS = 1_500;
  private static final int STEPS = 60;
  private static final BroadcastOptions EVERYBODY = BroadcastOptions.everybody();

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void everyQuestionEndsOnceAndTellsTheTruth(boolean countsNodes) {
    for (int seed = 0; seed < SEEDS; seed++) {
      try {
        new Run(seed, countsNodes).play();
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed + ", counts nodes: " + countsNodes, e);
      }
    }
  }

  private static final class Run {
    private final Random random;
    private final boolean faulty;
    private final SimulatedCluster cluster;
    private final List<Runnable> checks = new ArrayList<>();
    private int sent;

    Run(int seed, boolean countsNodes) {
      random = new Random(seed);
      faulty = seed % 2 == 0;
      cluster = new SimulatedCluster(3, countsNodes, random);
      cluster.bringAll(); // They know each other.
    }

    void play() {
      int fault = random.nextInt(STEPS);
      for (int i = 0; i < STEPS; i++) {
        step();
        if (faulty && i == fault) {
          fail(cluster.servers.get(2));
        }
      }
      settle();
      checks.forEach(Runnable::run);
      checkOrder();
      cluster.servers.forEach(
          server -> {
            server.adapter.close();
            assertThat(server.adapter.openRequests()).as(server.name).isZero();
            assertThat(server.node.events).noneMatch(line -> line.startsWith("refused"));
          });
      assertThat(cluster.timers.pending()).isZero();
    }

    private void step() {
      SimulatedCluster.Server server = cluster.servers.get(random.nextInt(3));
      switch (random.nextInt(8)) {
        case 0 -> fetch(server);
        case 1 -> ask(server);
        case 2 -> askServers(server);
        case 3 -> server.adapter.broadcast(event(server.name + " " + sent++), EVERYBODY);
        case 4 -> answer();
        default -> cluster.bringOne();
      }
    }

    private void fail(SimulatedCluster.Server server) {
      if (random.nextBoolean()) {
        server.die();
      } else {
        server.adapter.close();
      }
    }

    /** All arrives, all who are asked answer, and the time of what is left is over. */
    private void settle() {
      cluster.bringAll();
      while (answer()) {
        cluster.bringAll();
      }
      for (int i = 0; i < 30; i++) {
        cluster.timers.advance(Duration.ofSeconds(1));
        cluster.bringAll();
      }
    }

    private static SocketPacket.Event event(String name) {
      return new SocketPacket.Event("/", name, Args.empty());
    }

    private List<String> idsElsewhere(SimulatedCluster.Server server) {
      return cluster.servers.stream()
          .filter(other -> other != server)
          .flatMap(other -> other.socketIds().stream())
          .toList();
    }

    private void fetch(SimulatedCluster.Server server) {
      CompletableFuture<FetchedSockets> fetched =
          server.adapter.fetchSockets(EVERYBODY).toCompletableFuture();
      checks.add(
          () -> {
            assertThat(fetched).isCompleted();
            FetchedSockets found = fetched.join();
            assertThat(idsElsewhere(server))
                .containsAll(found.sockets().stream().map(SocketSnapshot::id).toList());
            if (!faulty) {
              assertThat(found.missing()).isEmpty();
              assertThat(found.sockets()).hasSize(4).doesNotHaveDuplicates();
            }
          });
    }

    private void askServers(SimulatedCluster.Server server) {
      CompletableFuture<List<Args>> asked =
          server.adapter.serverSideEmitWithAck("question", Args.empty()).toCompletableFuture();
      checks.add(
          () -> {
            assertThat(asked).isDone();
            List<Args> answers =
                asked
                    .exceptionally(
                        failure -> ((AckTimeoutException) Stages.cause(failure)).answers())
                    .join();
            assertThat(answers).hasSizeLessThanOrEqualTo(2);
            if (!faulty) {
              assertThat(asked).isNotCompletedExceptionally();
              assertThat(answers).hasSize(2);
            }
          });
    }

    private void ask(SimulatedCluster.Server server) {
      CheckedAcks acks = new CheckedAcks();
      server.adapter.broadcastWithAck(event("ask"), EVERYBODY, acks);
      checks.add(
          () -> {
            assertThat(acks.complete).isTrue();
            assertThat(acks.waiting).isEmpty();
            if (!faulty) {
              assertThat(acks.gone).isEmpty();
              assertThat(acks.answers).isEqualTo(6);
            }
          });
    }

    /** A client or a server that was asked answers; false if none is left. */
    private boolean answer() {
      for (SimulatedCluster.Server server : cluster.servers) {
        for (FakeSocket socket : server.sockets) {
          if (!socket.acks.isEmpty()) {
            socket.acks.remove(0).onAnswer(socket.id(), Args.of(1));
            return true;
          }
        }
        if (!server.node.acks.isEmpty()) {
          Ack ack = server.node.acks.remove(0);
          ack.send(server.name);
          return true;
        }
      }
      return false;
    }

    /** Each socket gets what one server sends once, in its order; all of it if nothing failed. */
    private void checkOrder() {
      for (SimulatedCluster.Server server : cluster.servers) {
        for (FakeSocket socket : server.sockets) {
          Map<String, Integer> last = new HashMap<>();
          int got = 0;
          for (String name : socket.got) {
            if (!name.equals("ask")) {
              String[] words = name.split(" ", 2);
              int number = Integer.parseInt(words[1]);
              assertThat(number).isGreaterThan(last.getOrDefault(words[0], -1));
              last.put(words[0], number);
              got++;
            }
          }
          if (!faulty) {
            assertThat(got).isEqualTo(sent);
          }
        }
      }
    }
  }

  /** Holds an adapter to what it promises to those who collect answers. */
  private static final class CheckedAcks implements BroadcastAcks {
    final Set<String> waiting = new HashSet<>();
    final Set<String> named = new HashSet<>();
    final List<String> gone = new ArrayList<>();
    int answers;
    boolean complete;

    @Override
    public void onRecipients(Set<String> ids) {
      assertThat(complete).as("named late").isFalse();
      for (String id : ids) {
        assertThat(named.add(id)).as("named twice: " + id).isTrue();
        waiting.add(id);
      }
    }

    @Override
    public void onNoMoreRecipients() {
      assertThat(complete).as("complete twice").isFalse();
      complete = true;
    }

    @Override
    public void onAnswer(String id, Args answer) {
      assertThat(waiting.remove(id)).as("waited for " + id).isTrue();
      answers++;
    }

    @Override
    public void onGone(String id) {
      assertThat(waiting.remove(id)).as("waited for " + id).isTrue();
      gone.add(id);
    }
  }
}
