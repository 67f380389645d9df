package io.sockeye.client.engine;

import java.net.CookieHandler;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.CookieStore;
import java.net.HttpCookie;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A store of cookies that a server cannot fill without end: it takes so many, of such a length, and
 * the oldest goes for the next. Thread-safe.
 */
final class BoundedCookies implements CookieStore {
  static final int MAX_COOKIES = 50;

  /** Characters of name and value together. */
  static final int MAX_LENGTH = 4096;

  private record Kept(@Nullable URI origin, HttpCookie cookie) {
    boolean isFor(URI uri) {
      String host = uri.getHost();
      return HttpCookie.domainMatches(cookie.getDomain(), host)
          || (origin != null && host != null && host.equalsIgnoreCase(origin.getHost()));
    }
  }

  /** The oldest first. */
  private final Deque<Kept> cookies = new ArrayDeque<>();

  private BoundedCookies() {}

  /** What keeps the cookies of servers for themselves alone. */
  static CookieHandler manager() {
    return new CookieManager(new BoundedCookies(), CookiePolicy.ACCEPT_ORIGINAL_SERVER);
  }

  @Override
  public synchronized void add(@Nullable URI uri, HttpCookie cookie) {
    remove(uri, cookie);
    if (cookie.hasExpired() || length(cookie) > MAX_LENGTH) {
      return;
    }
    if (cookies.size() == MAX_COOKIES) {
      cookies.remove();
    }
    cookies.add(new Kept(uri, cookie));
  }

  private static int length(HttpCookie cookie) {
    String value = cookie.getValue();
    return cookie.getName().length() + (value == null ? 0 : value.length());
  }

  @Override
  public synchronized List<HttpCookie> get(URI uri) {
    dropExpired();
    return cookies.stream().filter(kept -> kept.isFor(uri)).map(Kept::cookie).toList();
  }

  @Override
  public synchronized List<HttpCookie> getCookies() {
    dropExpired();
    return cookies.stream().map(Kept::cookie).toList();
  }

  private void dropExpired() {
    cookies.removeIf(kept -> kept.cookie().hasExpired());
  }

  @Override
  public synchronized List<URI> getURIs() {
    return cookies.stream().map(Kept::origin).filter(uri -> uri != null).distinct().toList();
  }

  @Override
  public synchronized boolean remove(@Nullable URI uri, HttpCookie cookie) {
    return cookies.removeIf(kept -> kept.cookie().equals(cookie));
  }

  @Override
  public synchronized boolean removeAll() {
    boolean some = !cookies.isEmpty();
    cookies.clear();
    return some;
  }
}
