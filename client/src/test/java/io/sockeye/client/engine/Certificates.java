package io.sockeye.client.engine;

import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Objects;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Certificates of servers, good ones and others, made by the JDK's keytool for a hundred years. */
final class Certificates {
  private static final char[] PASSWORD = "changeit".toCharArray();

  private Certificates() {}

  /** Signed by itself, for 127.0.0.1. */
  static KeyStore good() {
    return load("server.p12");
  }

  /** Signed by itself, for another host. */
  static KeyStore ofAnotherHost() {
    return load("elsewhere.p12");
  }

  /** Signed by another key, for 127.0.0.1, valid for one day that is over. */
  static KeyStore expired() {
    return load("expired.p12");
  }

  private static KeyStore load(String name) {
    try (InputStream in =
        Objects.requireNonNull(Certificates.class.getResourceAsStream("/tls/" + name), name)) {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(in, PASSWORD);
      return keys;
    } catch (IOException | GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  static SSLContext server(KeyStore keys) throws GeneralSecurityException {
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }

  /** Trusts what signed the certificate of a key store and nothing else. */
  static SSLContext trusting(KeyStore keys) throws GeneralSecurityException, IOException {
    Certificate[] chain = keys.getCertificateChain("server");
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("root", chain[chain.length - 1]);
    TrustManagerFactory managers =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context;
  }
}
