package io.sockeye.interop.client;

import io.sockeye.interop.NodeProcess;
import java.io.ByteArrayInputStream;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/** The official server, a process of its own: {@code tests/servers/socketio.mjs}. */
final class NodeServer implements TestServer {
  /** The versions that the script knows. */
  static final List<String> VERSIONS = List.of("4.8", "4.4", "3.1");

  static final String NEWEST = VERSIONS.get(0);

  private static final String CERTIFICATE = "CERTIFICATE ";

  private final String version;
  private final NodeProcess process;

  private NodeServer(String version, NodeProcess process) {
    this.version = version;
    this.process = process;
  }

  /** Starts one of the {@link #VERSIONS}, with flags that the script explains. */
  static NodeServer start(String version, String... flags) {
    String[] args = Stream.concat(Stream.of(version), Stream.of(flags)).toArray(String[]::new);
    return new NodeServer(version, NodeProcess.start("socket.io " + version, "socketio.mjs", args));
  }

  @Override
  public int port() {
    return process.port();
  }

  /** Its own, with the flag {@code --tls}. */
  Certificate certificate() {
    return process.announced().stream()
        .filter(line -> line.startsWith(CERTIFICATE))
        .map(line -> parse(line.substring(CERTIFICATE.length())))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("it does not speak TLS"));
  }

  private static Certificate parse(String base64) {
    try {
      return CertificateFactory.getInstance("X.509")
          .generateCertificate(new ByteArrayInputStream(Base64.getDecoder().decode(base64)));
    } catch (CertificateException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Ends it as a crash does. */
  void kill() {
    process.kill();
  }

  /** Ends it, and fails if it complained of anything. */
  @Override
  public void close() {
    process.close();
  }

  @Override
  public String toString() {
    return "socket.io " + version;
  }
}
