package io.sockeye.client.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ServerSocketFactory;

/** A server that does with each connection what a test tells it, byte for byte. */
final class RawServer implements AutoCloseable {
  /** What happens on one connection. */
  @FunctionalInterface
  interface Conversation {
    void with(RawPeer peer) throws IOException;
  }

  private final ServerSocket server;
  private final Conversation conversation;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final AtomicInteger accepted = new AtomicInteger();

  private RawServer(ServerSocket server, Conversation conversation) {
    this.server = server;
    this.conversation = conversation;
  }

  static RawServer start(Conversation conversation) {
    return start(ServerSocketFactory.getDefault(), conversation);
  }

  /** Answers one request on each connection, and ends it. */
  static RawServer answering(int status, String fields, String body) {
    return start(
        peer -> {
          peer.request();
          peer.answer(status, fields, body);
        });
  }

  static RawServer start(ServerSocketFactory factory, Conversation conversation) {
    try {
      RawServer server =
          new RawServer(
              factory.createServerSocket(0, 50, InetAddress.getLoopbackAddress()), conversation);
      daemon("raw-server", server::accept);
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void daemon(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  int port() {
    return server.getLocalPort();
  }

  int accepted() {
    return accepted.get();
  }

  URI uri(String schemeAndPath) {
    String[] parts = schemeAndPath.split(":", 2);
    return URI.create(parts[0] + "://127.0.0.1:" + port() + parts[1]);
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        accepted.incrementAndGet();
        sockets.add(socket);
        daemon("raw-connection", () -> talk(socket));
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private void talk(Socket socket) {
    try (socket) {
      conversation.with(new RawPeer(socket));
    } catch (IOException gone) {
      // Many tests end connections on purpose.
    }
  }

  @Override
  public void close() {
    try {
      server.close();
      for (Socket socket : sockets) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
