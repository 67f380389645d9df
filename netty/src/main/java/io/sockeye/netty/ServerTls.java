package io.sockeye.netty;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * How a server speaks TLS, as {@link NettyOptions.Builder} is told it: what it proves itself by,
 * and what it asks of clients. What cannot be used is refused where it is set.
 */
final class ServerTls {
  private static final List<String> VERSIONS = List.of("TLSv1.3", "TLSv1.2");

  /** Authenticated encryption with forward secrecy only; those that the JDK lacks are left out. */
  private static final List<String> CIPHERS =
      List.of(
          "TLS_AES_128_GCM_SHA256",
          "TLS_AES_256_GCM_SHA384",
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

  /** Null as long as the server has no certificate. */
  private @Nullable SslContextBuilder context;

  private ClientAuth clientAuth = ClientAuth.NONE;

  /** Null as long as clients are not asked for certificates. */
  private @Nullable TrustManagerFactory clientAuthorities;

  /** The certificate of the server, from PEM files. */
  void certificate(Path chain, Path privateKey) {
    try {
      context = checked(SslContextBuilder.forServer(chain.toFile(), privateKey.toFile()));
    } catch (IllegalArgumentException | SSLException e) {
      throw new IllegalArgumentException(
          "tls: expected a certificate in PEM form in %s and its PKCS#8 key in %s: %s"
              .formatted(chain, privateKey, e.getMessage()),
          e);
    }
  }

  /** The certificate of the server, from a key store. */
  void certificate(KeyStore keyStore, char[] keyPassword) {
    try {
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(keyStore, keyPassword);
      context = checked(SslContextBuilder.forServer(keys));
    } catch (GeneralSecurityException | SSLException e) {
      throw new IllegalArgumentException(
          "tls: expected a key store with a private key: " + e.getMessage(), e);
    }
  }

  private static SslContextBuilder checked(SslContextBuilder builder) throws SSLException {
    builder.protocols(VERSIONS).ciphers(CIPHERS, SupportedCipherSuiteFilter.INSTANCE);
    builder.build(); // What is wrong is told where it was set.
    return builder;
  }

  /** Asks clients for certificates that one of these signed. */
  void clientCertificates(KeyStore authorities, boolean required) {
    try {
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(authorities);
      if (!hasAuthority(trust)) {
        throw new IllegalArgumentException(
            "clientCertificates: expected the certificate of an authority, got none");
      }
      clientAuthorities = trust;
      clientAuth = required ? ClientAuth.REQUIRE : ClientAuth.OPTIONAL;
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "clientCertificates: expected a key store with certificates: " + e.getMessage(), e);
    }
  }

  private static boolean hasAuthority(TrustManagerFactory trust) {
    return Stream.of(trust.getTrustManagers())
        .anyMatch(each -> each instanceof X509TrustManager x && x.getAcceptedIssuers().length > 0);
  }

  /** The same with the certificates of the authorities from a PEM file. */
  void clientCertificates(Path authorities, boolean required) {
    KeyStore store;
    try (InputStream in = Files.newInputStream(authorities)) {
      store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("authority " + store.size(), each);
      }
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "clientCertificates: expected certificates in PEM form in %s: %s"
              .formatted(authorities, e),
          e);
    }
    clientCertificates(store, required);
  }

  /**
   * What connections are made with; null if the server speaks no TLS.
   *
   * @throws IllegalArgumentException if clients are asked for certificates without TLS
   */
  @Nullable SslContext context() {
    if (context == null) {
      if (clientAuthorities != null) {
        throw new IllegalArgumentException(
            "clientCertificates: expected tls to be set as well, for only TLS asks for them");
      }
      return null;
    }
    try {
      return context.trustManager(clientAuthorities).clientAuth(clientAuth).build();
    } catch (SSLException e) {
      throw new IllegalArgumentException("clientCertificates: " + e.getMessage(), e);
    }
  }
}
