package io.sockeye.examples.chat;

import io.sockeye.netty.NettyOptions;
import io.sockeye.netty.NettyServer;
import io.sockeye.server.SocketIoServer;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Runs the chat: {@code ChatServer [port]}. */
public final class ChatServer {
  private static final String DEFAULT_PORT = "3000";

  /** Only this machine gets in, unless the environment variable HOST says otherwise. */
  private static final String DEFAULT_HOST = "127.0.0.1";

  /** When it is told to end, visitors go over this time: not all come to the next one at once. */
  private static final Duration CLOSE_SPREAD = Duration.ofSeconds(2);

  private ChatServer() {}

  /**
   * Starts the chat.
   *
   * @param port 0 lets the system pick one
   * @throws UncheckedIOException if the port cannot be listened on
   */
  public static NettyServer start(String host, int port) {
    var io =
        SocketIoServer.builder()
            .maxHttpBufferSize(Rules.MAX_PACKET_BYTES)
            .closeSpread(CLOSE_SPREAD)
            .build();
    Chat.open(io);
    return NettyServer.start(
        io, NettyOptions.builder().host(host).port(port).fallback(new Page(io::isReady)).build());
  }

  /**
   * Runs until the process is told to end, by SIGTERM or Ctrl-C: then what was begun is finished,
   * and everybody is told. The exit status is that of the signal, 143 or 130.
   */
  public static void main(String[] args) {
    String host = System.getenv().getOrDefault("HOST", DEFAULT_HOST);
    String port = args.length > 0 ? args[0] : System.getenv().getOrDefault("PORT", DEFAULT_PORT);
    try {
      NettyServer server = start(host, Integer.parseInt(port));
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server), "chat-shutdown"));
      System.out.printf("The chat is open: http://%s:%d%n", host, server.port());
    } catch (NumberFormatException e) {
      fail("expected a port, got \"" + port + '"');
    } catch (IllegalArgumentException | UncheckedIOException e) {
      fail(e.getMessage());
    }
  }

  private static void stop(NettyServer server) {
    server.close();
    System.out.println("The chat is closed.");
  }

  private static void fail(@Nullable String why) {
    System.err.println("The chat did not start: " + why);
    System.err.println("The environment variables PORT and HOST choose where it listens.");
    System.exit(1);
  }
}
