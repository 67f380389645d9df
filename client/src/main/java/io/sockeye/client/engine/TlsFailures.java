package io.sockeye.client.engine;

import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import javax.net.ssl.SSLException;

/** Says what of a TLS handshake failed, and what to do about it. */
final class TlsFailures {
  private TlsFailures() {}

  static ConnectFailure of(SSLException thrown, Target target) {
    return new ConnectFailure.Tls(target.hostAndPort() + ": " + what(thrown), thrown);
  }

  private static String what(SSLException thrown) {
    if (Failures.find(thrown, CertificateExpiredException.class) != null) {
      return "its certificate has expired (%s)".formatted(deepest(thrown));
    }
    if (Failures.find(thrown, CertificateNotYetValidException.class) != null) {
      return "its certificate is not valid yet (%s); is this machine's clock right?"
          .formatted(deepest(thrown));
    }
    String said = deepest(thrown);
    if (said.startsWith("No subject alternative") || said.startsWith("No name matching")) {
      return "its certificate is for another host (%s)".formatted(said);
    }
    if (said.contains("certification path") || isPath(thrown)) {
      return ("its certificate is not signed by anybody we trust (%s); if it is right, give an"
              + " SSLContext that trusts it: JdkNetwork.builder().sslContext(...)")
          .formatted(said);
    }
    String words = said.toLowerCase(Locale.ROOT);
    if (words.contains("protocol_version") || words.contains("no appropriate protocol")) {
      return "no version of TLS that both sides want (%s)".formatted(said);
    }
    if (words.contains("handshake_failure") || words.contains("certificate_required")) {
      return "it refused the handshake (%s); does it want a certificate of ours?".formatted(said);
    }
    if (words.contains("unsupported or unrecognized") || words.contains("plaintext connection")) {
      return "expected TLS, got something else (%s); is it http rather than https?".formatted(said);
    }
    return said;
  }

  private static boolean isPath(SSLException thrown) {
    return Failures.find(thrown, CertPathValidatorException.class) != null
        || Failures.find(thrown, CertificateException.class) != null;
  }

  private static String deepest(SSLException thrown) {
    return Failures.text(Failures.root(thrown));
  }
}
