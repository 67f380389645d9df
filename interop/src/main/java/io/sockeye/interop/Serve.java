package io.sockeye.interop;

import io.sockeye.netty.NettyOptions;
import io.sockeye.netty.NettyServer;
import java.io.UncheckedIOException;

/**
 * Runs the server of a role until the process is ended: {@code Serve ROLE PORT [words] [flags]}.
 *
 * <p>Listens on the loopback address only, and prints a line with {@code READY} when it does. What
 * cannot be served is refused with a message and exit status 2.
 */
public final class Serve {
  private static final String HOST = "127.0.0.1";
  private static final int FAILURE_STATUS = 1;
  private static final int USAGE_STATUS = 2;

  private Serve() {}

  /** Starts the server that the command line asks for. */
  public static void main(String[] args) {
    try {
      CommandLine line = CommandLine.parse(args);
      NettyOptions.Builder listen = NettyOptions.builder().host(HOST).port(line.port());
      line.tls().ifPresent(tls -> listen.tls(tls.certificate(), tls.key()));
      NettyServer server = Roles.of(line).start(line, listen);
      Runtime.getRuntime().addShutdownHook(new Thread(server::close, "serve-shutdown"));
      // At once: who reads along must not see half of it.
      System.out.println("READY %s at %s:%d".formatted(line.role(), HOST, server.port()));
    } catch (UsageException e) {
      System.err.println("serve: " + e.getMessage());
      System.err.println(
          "usage: serve ROLE PORT [words of the role] [--tls CERTIFICATE KEY] [flags]");
      System.err.println("roles: " + String.join(" ", Roles.names()));
      System.exit(USAGE_STATUS);
    } catch (IllegalArgumentException | UncheckedIOException e) {
      System.err.println("serve: " + e.getMessage());
      System.exit(FAILURE_STATUS);
    }
  }
}
