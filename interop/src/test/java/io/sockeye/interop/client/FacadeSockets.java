package io.sockeye.interop.client;

import static io.sockeye.interop.client.Clients.eventually;
import static io.sockeye.interop.client.Clients.next;

import io.sockeye.client.compat.Ack;
import io.sockeye.client.compat.Emitter;
import io.sockeye.client.compat.IO;
import io.sockeye.client.compat.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Sockets of the façade, which end with the test, and what comes to them. */
final class FacadeSockets implements AfterEachCallback {
  private final List<Socket> sockets = new ArrayList<>();

  /** Options of a connection of its own, which comes back quickly. */
  static IO.Options options(Mode mode) {
    IO.Options options = new IO.Options();
    options.forceNew = true;
    options.reconnectionDelay = 10;
    options.reconnectionDelayMax = 50;
    if (mode != Mode.UPGRADE) { // the default
      options.transports = new String[] {mode.transport()};
    }
    return options;
  }

  /** What {@code IO.socket} gives. */
  Socket socket(String url, IO.Options options) {
    return keep(IO.socket(URI.create(url), options));
  }

  /** Ends a socket with the test. */
  Socket keep(Socket socket) {
    sockets.add(socket);
    return socket;
  }

  /** Connects, and waits for that and for the upgrade, if one is to come. */
  static Socket connect(Socket socket, Mode mode) throws InterruptedException {
    var connected = events(socket, Socket.EVENT_CONNECT);
    socket.connect();
    next(connected);
    eventually().until(() -> who(socket).get("transport").equals(mode.transport()));
    return socket;
  }

  /** What the server knows of a socket. */
  static Map<?, ?> who(Socket socket) throws InterruptedException {
    return (Map<?, ?>) ask(socket, "whoami").get(0);
  }

  /** The arguments of the answer, as the façade gives them. */
  static List<@Nullable Object> ask(Socket socket, String event, @Nullable Object... args)
      throws InterruptedException {
    BlockingQueue<List<@Nullable Object>> answers = new LinkedBlockingQueue<>();
    socket.emit(event, args, (Ack) answer -> answers.add(Arrays.asList(answer)));
    return next(answers);
  }

  /** All that the server sent before has come once it answers. */
  static void settle(Socket socket) throws InterruptedException {
    ask(socket, "echo-ack", "settled");
  }

  /** The arguments of an event, from now on. */
  static BlockingQueue<List<@Nullable Object>> events(Emitter emitter, String event) {
    BlockingQueue<List<@Nullable Object>> events = new LinkedBlockingQueue<>();
    emitter.on(event, args -> events.add(Arrays.asList(args)));
    return events;
  }

  @Override
  public void afterEach(ExtensionContext context) {
    sockets.forEach(Socket::disconnect);
  }
}
