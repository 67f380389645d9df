package io.sockeye.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.server.adapter.Adapter;
import io.sockeye.server.adapter.LocalAdapter;
import io.sockeye.server.adapter.LocalNode;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The option {@code adapter}: each namespace asks the one that was made for it. */
final class AdapterOptionTest {
  private final List<String> calls = new ArrayList<>();
  private final SocketIoServer io =
      SocketIoServer.builder().inlineHandlers().adapter(this::recording).build();

  /** An adapter that writes down what it is asked, and does it. */
  private Adapter recording(LocalNode node) {
    Adapter real = new LocalAdapter(node);
    return (Adapter)
        Proxy.newProxyInstance(
            Adapter.class.getClassLoader(),
            new Class<?>[] {Adapter.class},
            (proxy, method, arguments) -> {
              calls.add(node.namespace() + " " + method.getName());
              try {
                return method.invoke(real, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @Test
  void roomsAndBroadcastsGoThroughTheAdapterOfTheNamespace() {
    io.of("/chat").onConnection(socket -> socket.join("lobby"));
    TestClient client = TestClient.open(io);
    client.join("/chat");

    io.of("/chat").to("lobby").emit("hello");

    assertThat(client.next()).isEqualTo("42/chat,[\"hello\"]");
    assertThat(calls).contains("/chat join", "/chat broadcast").noneMatch(it -> it.contains("/ j"));
  }

  @Test
  void socketsAreFetchedFromIt() {
    TestClient.connect(io);
    calls.clear();

    assertThat(io.fetchSockets().join()).hasSize(1);

    assertThat(calls).contains("/ sockets");
  }

  @Test
  void itIsClosedWithTheServer() {
    io.of("/chat");

    io.close().toCompletableFuture().join();

    assertThat(calls).contains("/ close", "/chat close");
  }
}
