package io.sockeye.server.engine;

import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * The cookie that carries the session id for load balancers that keep a session on one server: the
 * {@code cookie} option. It is set with the answer to a handshake by long polling, and the server
 * never reads it back. Immutable.
 */
public final class SessionCookie {
  private static final String FORBIDDEN_MARKS = "()<>@,;:\\\"/[]?={} \t";

  private final String name;
  private final String path;
  private final boolean httpOnly;
  private final String sameSite;
  private final Optional<Boolean> secure;
  private final Optional<String> domain;
  private final Optional<Duration> maxAge;

  private SessionCookie(
      String name,
      String path,
      boolean httpOnly,
      String sameSite,
      Optional<Boolean> secure,
      Optional<String> domain,
      Optional<Duration> maxAge) {
    this.name = name;
    this.path = path;
    this.httpOnly = httpOnly;
    this.sameSite = sameSite;
    this.secure = secure;
    this.domain = domain;
    this.maxAge = maxAge;
    if (sameSite.equals("None") && secure.isPresent() && !secure.get()) {
      throw new IllegalArgumentException("cookie: browsers refuse SameSite=None without Secure");
    }
  }

  /** The cookie {@code io} with Path=/, HttpOnly, SameSite=Lax, and Secure over TLS. */
  public static SessionCookie create() {
    return named("io");
  }

  /**
   * The same by another name.
   *
   * @throws IllegalArgumentException if it is no cookie name (RFC 6265 section 4.1.1)
   */
  public static SessionCookie named(String name) {
    boolean token = !name.isEmpty();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      token &= c > 0x20 && c < 0x7f && FORBIDDEN_MARKS.indexOf(c) < 0;
    }
    if (!token) {
      throw new IllegalArgumentException("cookie: not a cookie name: " + name);
    }
    return new SessionCookie(
        name, "/", true, "Lax", Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** The same for another path. */
  public SessionCookie path(String value) {
    return new SessionCookie(
        name, requireAttribute("path", value), httpOnly, sameSite, secure, domain, maxAge);
  }

  /** The same, readable by scripts of the page or not. */
  public SessionCookie httpOnly(boolean value) {
    return new SessionCookie(name, path, value, sameSite, secure, domain, maxAge);
  }

  /** The same with {@code Strict}, {@code Lax} or {@code None}. */
  public SessionCookie sameSite(String value) {
    String word =
        switch (value.toLowerCase(Locale.ROOT)) {
          case "strict" -> "Strict";
          case "lax" -> "Lax";
          case "none" -> "None";
          default ->
              throw new IllegalArgumentException(
                  "cookie: sameSite is Strict, Lax or None, got " + value);
        };
    return new SessionCookie(name, path, httpOnly, word, secure, domain, maxAge);
  }

  /** The same, with Secure always or never. */
  public SessionCookie secure(boolean value) {
    return new SessionCookie(name, path, httpOnly, sameSite, Optional.of(value), domain, maxAge);
  }

  /** The same for a domain. */
  public SessionCookie domain(String value) {
    return new SessionCookie(
        name,
        path,
        httpOnly,
        sameSite,
        secure,
        Optional.of(requireAttribute("domain", value)),
        maxAge);
  }

  /** The same, kept for some time rather than until the browser closes. */
  public SessionCookie maxAge(Duration value) {
    return new SessionCookie(name, path, httpOnly, sameSite, secure, domain, Optional.of(value));
  }

  /** The value of the {@code Set-Cookie} field. */
  String headerValue(String sid, boolean overTls) {
    StringBuilder out = new StringBuilder(96).append(name).append('=').append(sid);
    maxAge.ifPresent(age -> out.append("; Max-Age=").append(age.toSeconds()));
    domain.ifPresent(value -> out.append("; Domain=").append(value));
    out.append("; Path=").append(path);
    if (httpOnly) {
      out.append("; HttpOnly");
    }
    if (secure.orElse(overTls || sameSite.equals("None"))) {
      out.append("; Secure");
    }
    return out.append("; SameSite=").append(sameSite).toString();
  }

  private static String requireAttribute(String attribute, String value) {
    Objects.requireNonNull(value, attribute);
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c < 0x20 || c >= 0x7f || c == ';') {
        throw new IllegalArgumentException("cookie: not a " + attribute + ": " + value);
      }
    }
    return value;
  }
}
