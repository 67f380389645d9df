package io.sockeye.server;

import io.sockeye.concurrent.ManualTimers;

/** A server that recovers connection states, and a client that comes back to it. */
abstract class RecoveryFixture {
  final ManualTimers timers = new ManualTimers();
  final Recorder recorder = new Recorder();
  final SocketIoServer io = server(ConnectionStateRecovery.create());
  final Visitor visitor = new Visitor(io);

  final SocketIoServer server(ConnectionStateRecovery options) {
    return SocketIoServer.builder()
        .timers(timers)
        .inlineHandlers()
        .observer(recorder)
        .connectionStateRecovery(options)
        .build();
  }

  static Recovery recovery(SocketIoServer io) {
    return ((RealServer) io).main().recovery();
  }
}
