package io.sockeye.server.engine;

/**
 * What the requests of a session must have in common with the one that opened it, so that who got
 * to know its id cannot simply take it over. A request that has not is answered 400; the session
 * lives.
 */
public enum SidBinding {
  /**
   * The {@code Origin}, where both have one: the page of another site cannot use the session. Pages
   * send none with a GET to their own server.
   */
  ORIGIN,
  /**
   * The network: the first 24 bits of the client's IPv4 address, or the first 64 of its IPv6
   * address. Clients that change their network while they poll lose their session and open another,
   * and so do those that have both kinds of address and use them in turn.
   */
  IP_PREFIX
}
