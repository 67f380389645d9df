package io.sockeye.client.engine;

import io.sockeye.concurrent.ManualTimers;
import io.sockeye.concurrent.SerialExecutor;
import io.sockeye.protocol.engineio.EnginePacket;
import io.sockeye.protocol.engineio.PacketGroup;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** A transport over a network that the test plays. */
final class TransportRig {
  final FakeNetwork network = new FakeNetwork();
  final ManualTimers timers = new ManualTimers();
  final SerialExecutor mailbox = SerialExecutor.mailbox(Runnable::run);
  final TransportRecord record = new TransportRecord();

  /** A transport that begins to open its session. */
  ClientTransport polling(SessionOptions options) {
    return open(
        transports(network, options).create(TransportType.POLLING, Optional.empty(), record));
  }

  /** A transport whose session is open, and the poll that waits. */
  ClientTransport openPolling() {
    ClientTransport transport = polling(SessionOptions.builder().build());
    network.next("GET").answer(200, "0S1");
    record.events.clear();
    return transport;
  }

  /** A transport that begins its handshake. */
  ClientTransport webSocket(SessionOptions options) {
    return open(
        transports(network, options).create(TransportType.WEBSOCKET, Optional.of("S1"), record));
  }

  NetworkTransports transports(Network by, SessionOptions options) {
    Endpoint endpoint = new Endpoint(URI.create("http://h:1"), options, new SplittableRandom(1));
    return new NetworkTransports(by, endpoint, options, timers, mailbox);
  }

  private ClientTransport open(ClientTransport transport) {
    record.transport = transport;
    mailbox.execute(transport::open);
    return transport;
  }

  void send(ClientTransport transport, String... texts) {
    send(transport, Stream.of(texts).map(TransportRig::group).toArray(PacketGroup[]::new));
  }

  void send(ClientTransport transport, PacketGroup... groups) {
    mailbox.execute(() -> transport.send(List.of(groups)));
  }

  static PacketGroup group(String text, byte[]... attachments) {
    return PacketGroup.of(EnginePacket.text(EnginePacket.Type.MESSAGE, text), List.of(attachments));
  }

  boolean isWritable(ClientTransport transport) {
    boolean[] writable = new boolean[1];
    mailbox.execute(() -> writable[0] = transport.isWritable());
    return writable[0];
  }
}
