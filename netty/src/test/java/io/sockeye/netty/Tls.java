package io.sockeye.netty;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Objects;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** A certificate for this machine, and a client that trusts nothing else. */
final class Tls {
  static final char[] PASSWORD = "changeit".toCharArray();

  private Tls() {}

  static Path certificate() {
    return file("cert.pem");
  }

  static Path privateKey() {
    return file("key.pem");
  }

  /** The key store of the certificate above. */
  static KeyStore keyStore() {
    return keyStore("keystore.p12");
  }

  /** That of somebody who took the same name. */
  static KeyStore stranger() {
    return keyStore("stranger.p12");
  }

  private static KeyStore keyStore(String name) {
    try (InputStream in = resource(name).openStream()) {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(in, PASSWORD);
      return keys;
    } catch (IOException | GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** A client's socket before its handshake. */
  static SSLSocket socket(int port) throws IOException {
    return socket(port, null);
  }

  /** The same of a client that has a certificate; null if it has none. */
  static SSLSocket socket(int port, KeyStore own) throws IOException {
    return (SSLSocket)
        context(own).getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
  }

  /** The same over a connection that has begun with something else. */
  static SSLSocket over(Socket begun) throws IOException {
    return (SSLSocket)
        context(null).getSocketFactory().createSocket(begun, "localhost", begun.getPort(), true);
  }

  private static SSLContext context(KeyStore own) throws IOException {
    try {
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(own, own == null ? null : PASSWORD);
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      trusted.setCertificateEntry("server", keyStore().getCertificate("sockeye"));
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static Path file(String name) {
    try {
      return Path.of(resource(name).toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  private static URL resource(String name) {
    return Objects.requireNonNull(Tls.class.getResource("/tls/" + name), name);
  }
}
