package io.sockeye.client;

import io.sockeye.DisconnectReason;
import io.sockeye.SocketIoException;
import io.sockeye.client.engine.ClientSession;
import io.sockeye.client.engine.ConnectFailure;
import io.sockeye.client.engine.TransportType;
import io.sockeye.protocol.engineio.EnginePacket;
import io.sockeye.protocol.engineio.OpenPacket;
import io.sockeye.protocol.engineio.PacketGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A session whose server is the test. */
final class FakeSession implements Session {
  final List<TransportType> transports;
  final List<PacketGroup> groups = new ArrayList<>();
  boolean writable = true;
  boolean reading = true;
  boolean closed;

  /** What becomes of messages that are sent. */
  Optional<Refusal> refusal = Optional.empty();

  private final Rig rig;
  private final ClientSession.Events events;
  private final List<String> sent = new ArrayList<>();
  private boolean over;

  FakeSession(Rig rig, List<TransportType> transports, ClientSession.Events events) {
    this.rig = rig;
    this.transports = transports;
    this.events = events;
  }

  // -- the server's part

  FakeSession open() {
    return in(() -> events.onOpen(new OpenPacket("engine", List.of(), 25_000, 20_000, 100_000)));
  }

  /** A message comes, such as {@code 2["event"]}. */
  FakeSession receive(String message) {
    return in(() -> events.onMessage(EnginePacket.text(EnginePacket.Type.MESSAGE, message)));
  }

  FakeSession receive(byte[] attachment) {
    return in(() -> events.onMessage(EnginePacket.binary(attachment)));
  }

  FakeSession drain() {
    return in(events::onDrain);
  }

  FakeSession ping() {
    return in(events::onPing);
  }

  FakeSession upgrade() {
    return in(() -> events.onUpgrade(TransportType.WEBSOCKET));
  }

  /** As real sessions do, with a failure where the reason does not say it all. */
  void lose(DisconnectReason reason) {
    ConnectFailure failure =
        reason == DisconnectReason.TRANSPORT_CLOSE
            ? new ConnectFailure.Closed("the server went away")
            : null;
    in(() -> end(reason, failure));
  }

  void fail(ConnectFailure failure) {
    in(() -> end(DisconnectReason.TRANSPORT_ERROR, failure));
  }

  private void end(DisconnectReason reason, ConnectFailure failure) {
    if (!over) {
      over = true;
      events.onClose(reason, failure);
    }
  }

  private FakeSession in(Runnable task) {
    rig.manager.mailbox().execute(task);
    return this;
  }

  /** What was sent since the last call: texts without the type of the message. */
  List<String> sent() {
    List<String> all = List.copyOf(sent);
    sent.clear();
    return all;
  }

  void full(boolean full) {
    refusal =
        full ? Optional.of(new Refusal(true, new SocketIoException("full"))) : Optional.empty();
  }

  // -- the client's part

  @Override
  public Optional<Refusal> send(PacketGroup group) {
    if (refusal.isEmpty()) {
      groups.add(group);
      for (EnginePacket packet : group.packets()) {
        sent.add(packet.isBinary() ? "binary " + packet.data().length() : packet.data().utf8());
      }
    }
    return refusal;
  }

  @Override
  public boolean isWritable() {
    return writable;
  }

  @Override
  public TransportType transport() {
    return transports.get(0);
  }

  @Override
  public void pauseReading() {
    reading = false;
  }

  @Override
  public void resumeReading() {
    reading = true;
  }

  @Override
  public void close() {
    closed = true;
    end(DisconnectReason.FORCED_CLOSE, null);
  }
}
