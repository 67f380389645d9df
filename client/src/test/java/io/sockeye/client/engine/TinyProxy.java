package io.sockeye.client.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** A proxy that tunnels by CONNECT and forwards the rest, all of it to this machine. */
final class TinyProxy implements AutoCloseable {
  private final RawServer server = RawServer.start(this::serve);

  /** What {@code Proxy-Authorization} must be; null if it may be nothing. */
  private final @Nullable String authorization;

  /** The requests that it saw, the first line and the fields. */
  private final Queue<String> requests = new ConcurrentLinkedQueue<>();

  TinyProxy(@Nullable String authorization) {
    this.authorization = authorization;
  }

  int port() {
    return server.port();
  }

  Queue<String> requests() {
    return requests;
  }

  private void serve(RawPeer client) throws IOException {
    while (true) {
      String request = client.request();
      requests.add(request);
      if (authorization != null
          && !request.contains("\r\nProxy-Authorization: " + authorization + "\r\n")) {
        client.answer(407, "Proxy-Authenticate: Basic realm=\"x\"\r\n", "");
      } else if (request.startsWith("CONNECT ")) {
        String target = request.split(" ")[1];
        client.write("HTTP/1.1 200 Connected\r\n\r\n");
        tunnel(client, Integer.parseInt(target.substring(target.lastIndexOf(':') + 1)));
        return;
      } else if (!forward(client, request)) {
        return;
      }
    }
  }

  private static void tunnel(RawPeer client, int port) throws IOException {
    try (Socket target = new Socket(InetAddress.getLoopbackAddress(), port)) {
      RawServer.daemon("proxy", () -> copy(target, client.socket()));
      copy(client.socket(), target);
    }
  }

  private static void copy(Socket from, Socket to) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] buffer = new byte[8192];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        out.write(buffer, 0, n);
        out.flush();
      }
    } catch (IOException ended) {
      // One of them has gone.
    }
  }

  /** Sends one request on, and gives the connection to the answer; false, for it is used up. */
  private static boolean forward(RawPeer client, String request) throws IOException {
    String[] line = request.split(" ", 3);
    if (!line[1].startsWith("http://")) {
      client.answer(400, "", "not a request for a proxy: " + line[1]);
      return true;
    }
    URI uri = URI.create(line[1]);
    try (Socket target = new Socket(InetAddress.getLoopbackAddress(), uri.getPort())) {
      RawPeer peer = new RawPeer(target);
      peer.write(line[0] + " " + uri.getRawPath() + " " + line[2]);
      String head = peer.head();
      client.write(head);
      client.write(peer.body(head));
      return true;
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
