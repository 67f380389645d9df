package io.sockeye.interop;

import io.socket.client.Ack;
import io.socket.client.IO;
import io.socket.client.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.UnaryOperator;
import org.json.JSONArray;
import org.json.JSONException;
import org.json.JSONObject;
import org.jspecify.annotations.Nullable;

/**
 * The only class that calls the official Java client, so that it can be loaded once for each
 * version of it. It uses what all versions have.
 */
final class OfficialJavaSocket implements JavaSocket {
  private final Socket socket;

  private OfficialJavaSocket(Socket socket) {
    this.socket = socket;
  }

  /** A socket on a connection of its own. Called by reflection, see {@link JavaClient}. */
  static JavaSocket open(URI uri, List<String> transports, boolean reconnection, String query) {
    IO.Options options = new IO.Options();
    options.forceNew = true;
    options.reconnection = reconnection;
    options.reconnectionDelay = 20;
    options.transports = transports.toArray(new String[0]);
    options.query = query;
    return new OfficialJavaSocket(IO.socket(uri, options));
  }

  /** The same with credentials, which the clients for Engine.IO 3 do not have. */
  static JavaSocket openWithAuth(URI uri, List<String> transports, Map<String, String> auth) {
    IO.Options options = new IO.Options();
    options.forceNew = true;
    options.reconnection = false;
    options.transports = transports.toArray(new String[0]);
    options.auth = auth;
    return new OfficialJavaSocket(IO.socket(uri, options));
  }

  @Override
  public void connect() {
    socket.connect();
  }

  @Override
  public void disconnect() {
    socket.disconnect();
  }

  @Override
  public boolean isConnected() {
    return socket.connected();
  }

  @Override
  public String id() {
    return socket.id();
  }

  @Override
  public JavaSocket of(String namespace) {
    return new OfficialJavaSocket(socket.io().socket(namespace));
  }

  @Override
  public BlockingQueue<List<@Nullable Object>> events(String name) {
    BlockingQueue<List<@Nullable Object>> all = new LinkedBlockingQueue<>();
    socket.on(name, args -> all.add(fromJson(args)));
    return all;
  }

  @Override
  public void answer(String name, UnaryOperator<List<@Nullable Object>> listener) {
    socket.on(
        name,
        args -> {
          int last = args.length - 1;
          List<@Nullable Object> answer = listener.apply(fromJson(Arrays.copyOf(args, last)));
          ((Ack) args[last]).call(toJson(answer.toArray()));
        });
  }

  @Override
  public void emit(String event, @Nullable Object... args) {
    socket.emit(event, toJson(args));
  }

  @Override
  public CompletableFuture<List<@Nullable Object>> ask(String event, @Nullable Object... args) {
    CompletableFuture<List<@Nullable Object>> answer = new CompletableFuture<>();
    socket.emit(event, toJson(args), (Ack) values -> answer.complete(fromJson(values)));
    return answer;
  }

  @Override
  public void close() {
    socket.disconnect();
    socket.off();
  }

  private static Object[] toJson(@Nullable Object[] values) {
    return Arrays.stream(values).map(OfficialJavaSocket::toJson).toArray();
  }

  private static Object toJson(@Nullable Object value) {
    try {
      if (value == null) {
        return JSONObject.NULL;
      }
      if (value instanceof ByteBuffer binary) {
        byte[] bytes = new byte[binary.remaining()];
        binary.duplicate().get(bytes);
        return bytes;
      }
      if (value instanceof List<?> list) {
        JSONArray array = new JSONArray();
        list.forEach(element -> array.put(toJson(element)));
        return array;
      }
      if (value instanceof Map<?, ?> map) {
        JSONObject object = new JSONObject();
        for (Map.Entry<?, ?> member : map.entrySet()) {
          object.put((String) member.getKey(), toJson(member.getValue()));
        }
        return object;
      }
      return value;
    } catch (JSONException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static List<@Nullable Object> fromJson(@Nullable Object[] values) {
    List<@Nullable Object> list = new ArrayList<>();
    for (Object value : values) {
      list.add(fromJson(value));
    }
    return list;
  }

  private static @Nullable Object fromJson(@Nullable Object value) {
    if (value == null || value == JSONObject.NULL) {
      return null;
    }
    if (value instanceof byte[] binary) {
      return ByteBuffer.wrap(binary);
    }
    if (value instanceof JSONArray array) {
      List<@Nullable Object> list = new ArrayList<>();
      for (int i = 0; i < array.length(); i++) {
        list.add(fromJson(array.opt(i)));
      }
      return list;
    }
    if (value instanceof JSONObject object) {
      Map<String, @Nullable Object> map = new LinkedHashMap<>();
      for (Iterator<?> names = object.keys(); names.hasNext(); ) {
        String name = (String) names.next();
        map.put(name, fromJson(object.opt(name)));
      }
      return map;
    }
    return value;
  }
}
