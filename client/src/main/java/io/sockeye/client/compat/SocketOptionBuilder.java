package io.sockeye.client.compat;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@link IO.Options} in a fluent way; the fields tell what each means. */
public final class SocketOptionBuilder {
  private final IO.Options options = new IO.Options();

  private SocketOptionBuilder() {}

  /** Begins with the defaults. */
  public static SocketOptionBuilder builder() {
    return new SocketOptionBuilder();
  }

  /** Begins with a copy of options. */
  public static SocketOptionBuilder builder(IO.Options options) {
    return new SocketOptionBuilder().copy(options);
  }

  private SocketOptionBuilder copy(IO.Options from) {
    options.managerOptions = from.managerOptions;
    options.socketOptions = from.socketOptions;
    options.timestampRequests = from.timestampRequests;
    options.timestampParam = from.timestampParam;
    return setForceNew(from.forceNew)
        .setMultiplex(from.multiplex)
        .setReconnection(from.reconnection)
        .setReconnectionAttempts(from.reconnectionAttempts)
        .setReconnectionDelay(from.reconnectionDelay)
        .setReconnectionDelayMax(from.reconnectionDelayMax)
        .setRandomizationFactor(from.randomizationFactor)
        .setTimeout(from.timeout)
        .setTransports(from.transports)
        .setUpgrade(from.upgrade)
        .setRememberUpgrade(from.rememberUpgrade)
        .setQuery(from.query)
        .setPath(from.path)
        .setAuth(from.auth)
        .setExtraHeaders(from.extraHeaders);
  }

  /** Sets {@link IO.Options#forceNew}. */
  public SocketOptionBuilder setForceNew(boolean value) {
    options.forceNew = value;
    return this;
  }

  /** Sets {@link IO.Options#multiplex}. */
  public SocketOptionBuilder setMultiplex(boolean value) {
    options.multiplex = value;
    return this;
  }

  /** Sets {@link Manager.Options#reconnection}. */
  public SocketOptionBuilder setReconnection(boolean value) {
    options.reconnection = value;
    return this;
  }

  /** Sets {@link Manager.Options#reconnectionAttempts}. */
  public SocketOptionBuilder setReconnectionAttempts(int value) {
    options.reconnectionAttempts = value;
    return this;
  }

  /** Sets {@link Manager.Options#reconnectionDelay}. */
  public SocketOptionBuilder setReconnectionDelay(long millis) {
    options.reconnectionDelay = millis;
    return this;
  }

  /** Sets {@link Manager.Options#reconnectionDelayMax}. */
  public SocketOptionBuilder setReconnectionDelayMax(long millis) {
    options.reconnectionDelayMax = millis;
    return this;
  }

  /** Sets {@link Manager.Options#randomizationFactor}. */
  public SocketOptionBuilder setRandomizationFactor(double value) {
    options.randomizationFactor = value;
    return this;
  }

  /** Sets {@link Manager.Options#timeout}. */
  public SocketOptionBuilder setTimeout(long millis) {
    options.timeout = millis;
    return this;
  }

  /** Sets {@link Manager.Options#transports}. */
  public SocketOptionBuilder setTransports(String @Nullable [] names) {
    options.transports = names == null ? null : names.clone();
    return this;
  }

  /** Sets {@link Manager.Options#upgrade}. */
  public SocketOptionBuilder setUpgrade(boolean value) {
    options.upgrade = value;
    return this;
  }

  /** Sets {@link Manager.Options#rememberUpgrade}. */
  public SocketOptionBuilder setRememberUpgrade(boolean value) {
    options.rememberUpgrade = value;
    return this;
  }

  /** Sets {@link Manager.Options#query}. */
  public SocketOptionBuilder setQuery(@Nullable String value) {
    options.query = value;
    return this;
  }

  /** Sets {@link Manager.Options#path}. */
  public SocketOptionBuilder setPath(@Nullable String value) {
    options.path = value;
    return this;
  }

  /** Sets {@link Manager.Options#auth}. */
  public SocketOptionBuilder setAuth(@Nullable Object value) {
    options.auth = value;
    return this;
  }

  /** Sets {@link Manager.Options#extraHeaders}. */
  public SocketOptionBuilder setExtraHeaders(@Nullable Map<String, List<String>> fields) {
    options.extraHeaders = fields;
    return this;
  }

  /** Sets {@link Manager.Options#secure}, to no effect. */
  @Deprecated
  public SocketOptionBuilder setSecure(boolean value) {
    options.secure = value;
    return this;
  }

  /** Sets {@link Manager.Options#host}, to no effect. */
  @Deprecated
  public SocketOptionBuilder setHost(String value) {
    options.host = value;
    return this;
  }

  /** Sets {@link Manager.Options#hostname}, to no effect. */
  @Deprecated
  public SocketOptionBuilder setHostname(String value) {
    options.hostname = value;
    return this;
  }

  /** Sets {@link Manager.Options#port}, to no effect. */
  @Deprecated
  public SocketOptionBuilder setPort(int value) {
    options.port = value;
    return this;
  }

  /** The options. */
  public IO.Options build() {
    return options;
  }
}
