package io.sockeye.server;

import io.sockeye.concurrent.ManualTimers;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A server whose clients bring namespaces about. */
abstract class DynamicNamespaceFixture {
  static final Pattern DYNAMIC = Pattern.compile("/dyn-\\d+");

  final ManualTimers timers = new ManualTimers();
  final Recorder recorder = new Recorder();
  final SocketIoServer io = builder().build();
  final List<Object> seen = new ArrayList<>();

  final SocketIoServer.Builder builder() {
    return SocketIoServer.builder().timers(timers).inlineHandlers().observer(recorder);
  }

  static String invalid(String name) {
    return "44" + name + ",{\"message\":\"Invalid namespace\"}";
  }

  static NamespaceTable table(SocketIoServer io) {
    return ((RealServer) io).namespaces();
  }
}
