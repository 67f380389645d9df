package io.sockeye.server;

import io.sockeye.Args;
import io.sockeye.ArgumentException;
import io.sockeye.TypeRef;
import io.sockeye.events.Arguments;
import io.sockeye.protocol.Limits;
import io.sockeye.protocol.ProtocolException;
import io.sockeye.protocol.engineio.EnginePacket;
import io.sockeye.protocol.socketio.SocketCodec;
import io.sockeye.protocol.socketio.SocketDecoder;
import io.sockeye.protocol.socketio.SocketPacket;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The handshake of a socket of another server, from what that server told of it; what it did not
 * tell, or not as it should, is empty.
 */
final class FetchedHandshake implements Handshake {
  private final SocketCodec codec;
  private final Map<String, @Nullable Object> told;

  /**
   * A handshake.
   *
   * @param codec binds the auth to types
   * @param told what JavaScript knows as {@code socket.handshake}
   */
  FetchedHandshake(SocketCodec codec, Map<String, @Nullable Object> told) {
    this.codec = codec;
    this.told = Collections.unmodifiableMap(new LinkedHashMap<>(told));
  }

  @Override
  public Map<String, @Nullable Object> auth() {
    return object("auth");
  }

  @Override
  public <T> T auth(Class<T> type) {
    return Arguments.bind(bindable(), 0, type);
  }

  @Override
  public <T> T auth(TypeRef<T> type) {
    return Arguments.bind(bindable(), 0, type);
  }

  /** The auth as if its client had sent it to this server. */
  private Args bindable() {
    SocketPacket.Event sent = new SocketPacket.Event("/", "auth", Args.of(auth()));
    SocketDecoder decoder = codec.decoder(Limits.defaults());
    try {
      for (EnginePacket message : codec.encode(sent).packets()) {
        if (decoder.decode(message) instanceof SocketPacket.Event received) {
          return received.args();
        }
      }
      throw new ArgumentException("auth: the parser does not give back what it writes");
    } catch (ProtocolException e) {
      throw new ArgumentException("auth: " + e.getMessage());
    }
  }

  @Override
  public Map<String, String> query() {
    return texts("query");
  }

  @Override
  public Map<String, List<String>> headers() {
    Map<String, List<String>> headers = new LinkedHashMap<>();
    texts("headers")
        .forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), List.of(value)));
    return Collections.unmodifiableMap(headers);
  }

  @Override
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers().get(name.toLowerCase(Locale.ROOT)))
        .map(values -> values.get(0));
  }

  /** Port 0: other servers do not tell it. */
  @Override
  public InetSocketAddress remoteAddress() {
    return InetSocketAddress.createUnresolved(text("address"), 0);
  }

  @Override
  public boolean isSecure() {
    return Boolean.TRUE.equals(told.get("secure"));
  }

  /** Empty: other servers do not tell them. */
  @Override
  public List<X509Certificate> clientCertificates() {
    return List.of();
  }

  @Override
  public boolean isCrossDomain() {
    return Boolean.TRUE.equals(told.get("xdomain"));
  }

  @Override
  public String url() {
    return text("url");
  }

  @Override
  public Instant time() {
    return told.get("issued") instanceof Number issued
        ? Instant.ofEpochMilli(issued.longValue())
        : Instant.EPOCH;
  }

  @Override
  public Map<String, @Nullable Object> toMap() {
    return told;
  }

  private String text(String name) {
    return told.get(name) instanceof String text ? text : "";
  }

  private Map<String, @Nullable Object> object(String name) {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    if (told.get(name) instanceof Map<?, ?> object) {
      object.forEach((key, value) -> members.put(String.valueOf(key), value));
    }
    return Collections.unmodifiableMap(members);
  }

  /** The members of an object that are texts. */
  private Map<String, String> texts(String name) {
    Map<String, String> texts = new LinkedHashMap<>();
    object(name)
        .forEach(
            (key, value) -> {
              if (value instanceof String text) {
                texts.put(key, text);
              }
            });
    return Collections.unmodifiableMap(texts);
  }
}
