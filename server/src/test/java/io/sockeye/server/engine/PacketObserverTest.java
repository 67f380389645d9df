package io.sockeye.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.protocol.engineio.EnginePacket;
import io.sockeye.protocol.engineio.PacketGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The events of the engine: who watches is told all of them, in order. */
class PacketObserverTest {
  private final Recorder recorder = new Recorder();
  private final EngineRig rig = new EngineRig(EngineRig.options(), recorder);

  /** Writes down what it is told. */
  private static final class Recorder implements EngineObserver, PacketObserver {
    final List<String> told = new ArrayList<>();
    int asked;

    /** What it does when it is told something, behind writing it down. */
    Runnable failing = () -> {};

    List<String> take() {
      List<String> all = List.copyOf(told);
      told.clear();
      return all;
    }

    private void tell(String what) {
      told.add(what);
      failing.run();
    }

    @Override
    public Optional<PacketObserver> packets() {
      asked++;
      return Optional.of(this);
    }

    @Override
    public void sessionOpened(EngineSession session) {
      tell("open");
    }

    @Override
    public void packetReceived(EngineSession session, EnginePacket packet) {
      tell("packet " + packet);
    }

    @Override
    public void packetCreated(EngineSession session, PacketGroup packet) {
      tell("packetCreate " + packet.packets().get(0).type());
    }

    @Override
    public void flushed(EngineSession session, List<PacketGroup> packets) {
      tell("flush " + packets.size());
    }

    @Override
    public void drained(EngineSession session) {
      tell("drain");
    }

    @Override
    public void heartbeat(EngineSession session) {
      tell("heartbeat");
    }

    @Override
    public void sessionUpgrading(EngineSession session, TransportType transport) {
      tell("upgrading " + transport);
    }

    @Override
    public void sessionUpgraded(EngineSession session) {
      tell("upgrade");
    }

    @Override
    public void sessionClosed(EngineSession session, CloseReason reason, String detail) {
      tell("close " + reason.text());
    }
  }

  @Test
  void lifeOfAWebSocketSessionIsTold() {
    FakeLink link = rig.openWebSocket();
    assertThat(recorder.take()).containsExactly("packetCreate OPEN", "flush 1", "open");

    link.text("4hello");
    rig.send("answer");
    rig.advance(300);
    link.text("3");
    rig.session().close();

    assertThat(recorder.take())
        .containsExactly(
            "packet MESSAGE(5 bytes)",
            "packetCreate MESSAGE",
            "flush 1",
            "drain",
            "packetCreate PING",
            "flush 1",
            "drain",
            "packet PONG(0 bytes)",
            "heartbeat",
            "close forced close");
  }

  @Test
  void flushOfLongPollingWaitsForThePoll() {
    String sid = rig.openPolling();
    recorder.take();

    rig.send("one");
    rig.send("two");
    assertThat(recorder.take()).containsExactly("packetCreate MESSAGE", "packetCreate MESSAGE");
    rig.poll(sid);
    assertThat(recorder.take()).containsExactly("flush 2");
    rig.poll(sid);
    assertThat(recorder.take()).containsExactly("drain");
  }

  @Test
  void upgradeIsToldFromItsProbeOn() {
    String sid = rig.openPolling();
    FakeLink link = rig.upgradeOf(sid).open();
    recorder.take();

    link.text("2probe");
    link.text("2probe");
    link.text("5");

    assertThat(recorder.take()).containsExactly("upgrading websocket", "upgrade");
  }

  @Test
  void observerIsAskedOnceWhetherItWantsPackets() {
    rig.openWebSocket();
    rig.openWebSocket();

    assertThat(recorder.asked).isEqualTo(1);
  }

  @Test
  void whatAnObserverThrowsHarmsNobody() {
    harmsNobody(
        () -> {
          throw new IllegalStateException("an observer that fails");
        });
  }

  @Test
  void errorThatAnObserverThrowsHarmsNobody() {
    harmsNobody(
        () -> {
          throw new NoClassDefFoundError("of an observer that fails");
        });
  }

  private void harmsNobody(Runnable failing) {
    recorder.failing = failing;
    FakeLink link = rig.openWebSocket();

    link.text("4hello");
    rig.send("answer");

    assertThat(rig.messages).containsExactly("hello");
    assertThat(link.take()).containsExactly("4answer");
  }
}
