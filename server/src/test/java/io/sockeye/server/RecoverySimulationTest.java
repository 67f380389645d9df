package io.sockeye.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.concurrent.ManualTimers;
import io.sockeye.testsupport.Figures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/**
 * Clients that come and go as chance will have it, and a model that says what each of them gets, in
 * which rooms it is, and that nothing is left at the end.
 */
final class RecoverySimulationTest {
  /** With {@code -Dsimulation.scale=…}, so many times as many. */
  private static final int SEEDS = 25 * Integer.getInteger("simulation.scale", 1);

  private static final int STEPS = 200;
  private static final int GUESTS = 4;
  private static final List<String> ROOMS = List.of("r0", "r1", "r2");
  private static final Duration AWAY = Duration.ofMinutes(2);

  @Test
  void clientsSeeWhatTheModelSays() {
    for (long seed = 0; seed < SEEDS; seed++) {
      new Run(seed).play();
    }
    Figures.tell("M06", "recovery: %,d schedules, each as the model says", SEEDS);
  }

  private static final class Run {
    private final long seed;
    private final Random random;
    private final ManualTimers timers = new ManualTimers();
    private final SocketIoServer io;
    private final Recovery recovery;
    private final List<SimulatedGuest> guests = new ArrayList<>();
    private final List<TestClient> connections = new ArrayList<>();
    private final Set<ConnectionState> states = new HashSet<>();
    private final Set<Socket> listening = new HashSet<>();
    private boolean refusing;
    private int numbers;
    private String early;
    private int step;

    Run(long seed) {
      this.seed = seed;
      this.random = new Random(seed);
      this.io =
          SocketIoServer.builder()
              .timers(timers)
              .inlineHandlers()
              .pingInterval(Duration.ofDays(1))
              .observer(new Recorder())
              .connectionStateRecovery(
                  ConnectionStateRecovery.create().withMaxDisconnectionDuration(AWAY))
              .build();
      this.recovery = ((RealServer) io).main().recovery();
      io.use(
          (socket, handshake) -> {
            early = event("e", ++numbers);
            socket.emit("e", numbers);
            return !refusing;
          });
      io.onConnection(
          socket -> {
            assertThat(listening.add(socket)).isTrue();
            if (!socket.recovered()) {
              socket.join("r0");
            }
          });
      io.onDisconnect((socket, reason) -> assertThat(listening.remove(socket)).isTrue());
      for (int i = 0; i < GUESTS; i++) {
        guests.add(new SimulatedGuest(io));
      }
    }

    void play() {
      for (step = 0; step < STEPS; step++) {
        SimulatedGuest guest = any(guests);
        switch (random.nextInt(16)) {
          case 0, 1 -> cut(guest);
          case 2, 3, 4 -> comeBack(guest);
          case 5 -> comeBackInVain(guest);
          case 6 -> takeAll(guest);
          case 7 -> changeRooms(guest);
          case 8 -> changeData(guest);
          case 9 -> advance(Duration.ofSeconds(random.nextInt(90)));
          case 10 -> disconnect(guest);
          default -> send(guest);
        }
        check();
      }
      end();
    }

    // -- what clients do

    /** The connection breaks, and the server notices. */
    private void cut(SimulatedGuest guest) {
      if (guest.connected) {
        takeSome(guest);
        guest.visitor.client.vanish();
        guest.connected = false;
        guest.awayUntil = timers.nanoTime() + AWAY.toNanos();
      }
    }

    /** The client connects, whether the server knows that it was away or not. */
    private void comeBack(SimulatedGuest guest) {
      if (guest.connected) {
        takeSome(guest);
      }
      String former = guest.visitor.sid;
      guest.visitor.client = open(guest);
      guest.visitor.onConnect(guest.visitor.client.next());

      guest.socket = io.socket(guest.visitor.sid).orElseThrow();
      assertThat(guest.socket.recovered()).as(where()).isEqualTo(guest.alive);
      assertThat(guest.visitor.sid.equals(former)).as(where()).isEqualTo(guest.alive);
      if (guest.alive) {
        guest.wire.addAll(guest.sent.subList(guest.arrived, guest.sent.size()));
      } else {
        guest.startAfresh("r0");
      }
      guest.alive = true;
      guest.connected = true;
      guest.deliver(early);
      states.add(recovery.find(guest.visitor.pid));
    }

    /** Somebody knows the private id, but is not let in. */
    private void comeBackInVain(SimulatedGuest guest) {
      refusing = true;
      TestClient stranger = open(guest);
      refusing = false;
      assertThat(stranger.taken())
          .as(where())
          .containsExactly("44{\"message\":\"connection refused\"}");
    }

    private TestClient open(SimulatedGuest guest) {
      TestClient client = TestClient.open(io);
      connections.add(client);
      client.send("40" + guest.visitor.auth());
      return client;
    }

    /** A part of what is on its way arrives; the rest is lost. */
    private void takeSome(SimulatedGuest guest) {
      take(guest, random.nextInt(guest.wire.size() + 1));
    }

    private void takeAll(SimulatedGuest guest) {
      take(guest, guest.wire.size());
    }

    private void take(SimulatedGuest guest, int count) {
      if (guest.connected) {
        guest.take(count, where());
      }
    }

    // -- what the program does

    private void send(SimulatedGuest guest) {
      int number = ++numbers;
      String room = any(ROOMS);
      String another = any(ROOMS);
      String sid = String.valueOf(guest.visitor.sid);
      switch (random.nextInt(9)) {
        case 0 -> {
          io.emit("e", number);
          expect(number, each -> true);
        }
        case 1 -> {
          io.to(room).emit("e", number);
          expect(number, each -> each.isIn(room));
        }
        case 2 -> {
          io.to(room).to(another).emit("e", number);
          expect(number, each -> each.isIn(room) || each.isIn(another));
        }
        case 3 -> {
          io.to(room).except(another, sid).emit("e", number);
          expect(number, each -> each.isIn(room) && !each.isIn(another) && !each.isIn(sid));
        }
        case 4 -> {
          io.to(sid).emit("e", number);
          expect(number, each -> each == guest);
        }
        case 5 -> {
          if (guest.socket != null) {
            guest.socket.emit("e", number);
            expect(number, each -> each == guest);
          }
        }
        case 6 -> {
          if (guest.socket != null) {
            guest.socket.to(room).emit("e", number);
            expect(number, each -> each != guest && each.isIn(room));
          }
        }
        case 7 -> {
          io.asVolatile().to(room).emit("v", number);
          expectOnce(event("v", number), room);
        }
        default -> {
          io.to(room).emitWithAck("a", number).exceptionally(gone -> List.of());
          expectOnce(event("a", number), room);
        }
      }
    }

    private void expect(int number, Predicate<SimulatedGuest> recipient) {
      guests.stream()
          .filter(each -> each.alive && recipient.test(each))
          .forEach(each -> each.deliver(event("e", number)));
    }

    private void expectOnce(String event, String room) {
      guests.stream()
          .filter(each -> each.connected && each.isIn(room))
          .forEach(each -> each.wire.add(event));
    }

    private void changeRooms(SimulatedGuest guest) {
      if (guest.socket == null) {
        return;
      }
      String room = any(ROOMS);
      String another = any(ROOMS);
      switch (random.nextInt(5)) {
        case 0 -> {
          guest.socket.join(room);
          if (guest.connected) {
            guest.rooms.add(room);
          }
        }
        case 1 -> {
          guest.socket.leave(room);
          if (guest.connected) {
            guest.rooms.remove(room);
          }
        }
        case 2 -> {
          io.in(guest.visitor.sid).socketsJoin(room);
          guest.rooms.add(room);
        }
        case 3 -> {
          io.in(guest.visitor.sid).socketsLeave(room);
          guest.rooms.remove(room);
        }
        default -> {
          io.in(room).socketsJoin(another);
          guests.stream().filter(each -> each.isIn(room)).forEach(each -> each.rooms.add(another));
        }
      }
    }

    private void changeData(SimulatedGuest guest) {
      if (guest.socket != null) {
        String name = any(ROOMS);
        if (random.nextBoolean()) {
          guest.socket.data().put(name, step);
          guest.data.put(name, step);
        } else {
          guest.socket.data().remove(name);
          guest.data.remove(name);
        }
      }
    }

    private void disconnect(SimulatedGuest guest) {
      String room = any(ROOMS);
      int how = random.nextInt(4);
      if (guest.socket == null || (how == 0 && !guest.connected)) {
        return;
      }
      List<SimulatedGuest> meant =
          how == 1
              ? guests.stream().filter(each -> each.isIn(room)).toList()
              : guest.alive ? List.of(guest) : List.of();
      meant.forEach(this::takeAll);
      switch (how) {
        case 0 -> guest.visitor.client.send("41");
        case 1 -> io.in(room).disconnectSockets(random.nextBoolean());
        case 2 -> guest.socket.disconnect();
        default -> guest.socket.disconnect(true);
      }
      meant.forEach(SimulatedGuest::end);
    }

    private void advance(Duration time) {
      timers.advance(time);
      for (SimulatedGuest guest : guests) {
        if (guest.alive && !guest.connected && guest.awayUntil <= timers.nanoTime()) {
          guest.end();
        }
      }
    }

    // -- what must be true

    private void check() {
      int away = 0;
      for (SimulatedGuest guest : guests) {
        if (guest.alive) {
          assertThat(recovery.find(guest.visitor.pid)).as(where()).isNotNull();
          away += guest.connected ? 0 : 1;
        }
        if (guest.socket != null) {
          Set<String> rooms = new HashSet<>();
          if (guest.connected) {
            rooms.addAll(guest.rooms);
            rooms.add(guest.visitor.sid);
          }
          assertThat(guest.socket.rooms()).as(where()).isEqualTo(rooms);
          assertThat(guest.socket.data().toMap()).as(where()).isEqualTo(guest.data);
        }
      }
      assertThat(recovery.awayCount()).as(where()).isEqualTo(away);
      assertThat(listening).as(where()).hasSize(io.sockets().size());
      assertThat(io.sockets())
          .as(where())
          .hasSize((int) guests.stream().filter(each -> each.connected).count());
    }

    /** All go, some of them for good; nothing is left. */
    private void end() {
      guests.forEach(this::takeAll);
      connections.forEach(
          client -> {
            if (!client.isClosed()) {
              client.vanish();
            }
          });
      timers.advance(AWAY);
      assertThat(recovery.isEmpty()).as(where()).isTrue();
      assertThat(listening).as(where()).isEmpty();
      for (ConnectionState state : states) {
        assertThat(recovery.namespace().adapter().rooms(state)).as(where()).isEmpty();
      }
      timers.advance(Duration.ofDays(2));
      assertThat(recovery.log().size()).as(where()).isZero();
      assertThat(timers.pending()).as(where()).isZero();
      io.close();
    }

    private <T> T any(List<T> some) {
      return some.get(random.nextInt(some.size()));
    }

    private String where() {
      return "seed " + seed + ", step " + step;
    }
  }

  private static String event(String name, int number) {
    return "[\"" + name + "\"," + number + "]";
  }
}
