package io.sockeye.interop.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The official server, a process of its own: {@code tests/servers/socketio.mjs}. */
final class NodeServer implements TestServer {
  /** The versions that the script knows. */
  static final List<String> VERSIONS = List.of("4.8", "4.4", "3.1");

  static final String NEWEST = VERSIONS.get(0);

  private static final String READY = "READY 127.0.0.1:";
  private static final String CERTIFICATE = "CERTIFICATE ";
  private static final long PATIENCE_SECONDS = 30;

  private final String version;
  private final Process process;
  private final BufferedReader output;
  private int port;
  private @Nullable Certificate certificate;

  private NodeServer(String version, Process process) {
    this.version = version;
    this.process = process;
    output = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
  }

  /** Starts one of the {@link #VERSIONS}, with flags that the script explains. */
  static NodeServer start(String version, String... flags) {
    if (!Files.isDirectory(Path.of("node_modules/socket.io"))) {
      throw new IllegalStateException("there is no node_modules: run \"npm ci\" in interop first");
    }
    List<String> command = new ArrayList<>(List.of("node", "tests/servers/socketio.mjs", version));
    command.addAll(List.of(flags));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      NodeServer server = new NodeServer(version, process);
      CompletableFuture.runAsync(server::awaitReady)
          .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
          .join();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitReady() {
    StringBuilder said = new StringBuilder();
    try {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        if (line.startsWith(READY)) {
          port = Integer.parseInt(line.substring(READY.length()));
          return;
        }
        if (line.startsWith(CERTIFICATE)) {
          certificate = parse(line.substring(CERTIFICATE.length()));
        } else {
          said.append(line).append('\n');
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new IllegalStateException("the server ended before it was ready:\n" + said);
  }

  private static Certificate parse(String base64) {
    try {
      return CertificateFactory.getInstance("X.509")
          .generateCertificate(new ByteArrayInputStream(Base64.getDecoder().decode(base64)));
    } catch (CertificateException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public int port() {
    return port;
  }

  /** Its own, with the flag {@code --tls}. */
  Certificate certificate() {
    if (certificate == null) {
      throw new IllegalStateException("it does not speak TLS");
    }
    return certificate;
  }

  /** Ends it as a crash does. */
  void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  /** Ends it, and fails if it complained of anything. */
  @Override
  public void close() {
    if (!process.isAlive()) {
      return;
    }
    try {
      process.getOutputStream().close();
      awaitEnd();
      String said = String.join("\n", output.lines().toList());
      if (!said.isEmpty()) {
        throw new AssertionError("socket.io " + version + " said:\n" + said);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitEnd() {
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("socket.io " + version + " did not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public String toString() {
    return "socket.io " + version;
  }
}
