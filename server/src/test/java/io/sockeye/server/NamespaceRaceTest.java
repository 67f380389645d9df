package io.sockeye.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sockeye.concurrent.ManualTimers;
import io.sockeye.server.adapter.Adapter;
import io.sockeye.server.adapter.LocalAdapter;
import io.sockeye.server.adapter.LocalNode;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A client that asks for a namespace while it ends, or begins, always gets into a living one. */
final class NamespaceRaceTest {
  private static final Pattern DYNAMIC = Pattern.compile("/dyn-\\d+");

  private final ManualTimers timers = new ManualTimers();
  private final Recorder recorder = new Recorder();
  private final ManualExecutor executor = new ManualExecutor();

  private SocketIoServer.Builder builder() {
    return SocketIoServer.builder().timers(timers).observer(recorder);
  }

  private static NamespaceTable table(SocketIoServer io) {
    return ((RealServer) io).namespaces();
  }

  @Test
  void connectBeforeTheLastListenersAreDoneKeepsTheNamespace() {
    SocketIoServer io = builder().handlers(executor).build();
    ParentNamespace parent = io.of(DYNAMIC);
    TestClient first = TestClient.open(io).send("40/dyn-1");
    executor.runAll();
    first.next();
    Namespace namespace = parent.child("/dyn-1").get();

    first.vanish(); // its listeners wait
    TestClient second = TestClient.open(io);
    second.join("/dyn-1");
    executor.runAll();

    assertThat(parent.child("/dyn-1")).containsSame(namespace);
    parent.emit("hello");
    assertThat(second.next()).isEqualTo("42/dyn-1,[\"hello\"]");
    assertThat(recorder.lines).doesNotContain("closed /dyn-1");
  }

  @Test
  void connectAfterTheEndAndBeforeTheNamespaceIsTakenOutGetsAnother() {
    SocketIoServer io = builder().inlineHandlers().build();
    ParentNamespace parent = io.of(DYNAMIC);
    TestClient first = TestClient.open(io);
    first.join("/dyn-1");
    RealNamespace ended = table(io).find("/dyn-1");
    // What the thread does that lets the last one leave, before it gets on.
    assertThat(ended.occupancy().leave()).isTrue();

    TestClient second = TestClient.open(io);
    second.join("/dyn-1");

    assertThat(table(io).find("/dyn-1")).isNotSameAs(ended);
    parent.emit("hello");
    assertThat(second.next()).isEqualTo("42/dyn-1,[\"hello\"]");
    assertThat(io.of("/dyn-1")).isSameAs(table(io).find("/dyn-1"));
  }

  @Test
  void programThatAsksForAnEndedNamespaceGetsAnother() {
    SocketIoServer io = builder().inlineHandlers().build();
    io.of(DYNAMIC);
    TestClient.open(io).join("/dyn-1");
    RealNamespace ended = table(io).find("/dyn-1");
    assertThat(ended.occupancy().leave()).isTrue();

    Namespace another = io.of("/dyn-1");

    assertThat(another).isNotSameAs(ended);
    TestClient client = TestClient.open(io);
    client.join("/dyn-1");
    another.emit("hello");
    assertThat(client.next()).isEqualTo("42/dyn-1,[\"hello\"]");
  }

  @Test
  void connectWhileTheAdapterIsBeingClosedGetsAnother() {
    TestClient[] second = new TestClient[1];
    SocketIoServer[] server = new SocketIoServer[1];
    List<String> calls = new ArrayList<>();
    SocketIoServer io =
        builder()
            .inlineHandlers()
            .adapter(
                node ->
                    watched(
                        node,
                        calls,
                        () -> {
                          if (second[0] == null) {
                            second[0] = TestClient.open(server[0]);
                            second[0].join("/dyn-1");
                          }
                        }))
            .build();
    server[0] = io;
    ParentNamespace parent = io.of(DYNAMIC);
    TestClient first = TestClient.open(io);
    first.join("/dyn-1");

    first.send("41/dyn-1,");

    parent.emit("hello");
    assertThat(second[0].next()).isEqualTo("42/dyn-1,[\"hello\"]");
    assertThat(calls).containsExactly("init /", "init /dyn-1", "close /dyn-1", "init /dyn-1");
    second[0].vanish();
    assertThat(calls).endsWith("close /dyn-1").hasSize(5);
    assertThat(parent.children()).isEmpty();
    io.close().toCompletableFuture().join();
    assertThat(calls).endsWith("close /").hasSize(6);
  }

  /** A local adapter whose beginning and end are written down. */
  private static Adapter watched(LocalNode node, List<String> calls, Runnable onClose) {
    Adapter local = new LocalAdapter(node);
    return (Adapter)
        Proxy.newProxyInstance(
            Adapter.class.getClassLoader(),
            new Class<?>[] {Adapter.class},
            (proxy, method, args) -> {
              if (method.getName().equals("init") || method.getName().equals("close")) {
                calls.add(method.getName() + " " + node.namespace());
              }
              if (method.getName().equals("close") && !node.namespace().equals("/")) {
                onClose.run();
              }
              return method.invoke(local, args);
            });
  }

  @Test
  void clientsWaitAtTheDoorUntilThoseWhoAreToldOfANewNamespaceAreDone() throws Exception {
    SocketIoServer io = builder().build();
    ParentNamespace parent = io.of(DYNAMIC);
    CountDownLatch told = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    io.onNewNamespace(
        namespace -> {
          told.countDown();
          awaitQuietly(release);
          namespace.use((socket, handshake) -> "ok".equals(handshake.auth().get("token")));
        });
    TestClient first = TestClient.open(io).send("40/dyn-1,{\"token\":\"ok\"}");
    told.await();
    TestClient second = TestClient.open(io).send("40/dyn-1");
    TestClient third = TestClient.open(io).send("40/dyn-1,{\"token\":\"ok\"}");
    await().until(() -> parent.child("/dyn-1").isPresent());

    assertThat(second.taken()).isEmpty();
    assertThat(third.taken()).isEmpty();
    release.countDown();

    assertThat(first.next()).startsWith("40/dyn-1,{\"sid\"");
    assertThat(second.next()).contains("connection refused");
    assertThat(third.next()).startsWith("40/dyn-1,{\"sid\"");
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void blockedPredicateHoldsOneHandlerForEachClient() {
    SocketIoServer io = builder().handlers(executor).build();
    ParentNamespace parent = io.of((name, handshake) -> true);
    TestClient client = TestClient.open(io);

    for (int i = 0; i < 50; i++) {
      client.send("40/n" + i);
    }
    assertThat(executor.tasks).hasSize(1);
    executor.runAll();

    assertThat(parent.children()).hasSize(50);
  }

  @Test
  void predicatesOfTheSameNameDoNotLetEachOthersClientsIn() {
    SocketIoServer io = builder().inlineHandlers().build();
    CompletableFuture<Boolean> later = new CompletableFuture<>();
    ParentNamespace first = io.of((name, handshake) -> "first".equals(handshake.auth().get("for")));
    ParentNamespace second =
        io.of((name, handshake) -> "second".equals(handshake.auth().get("for")) ? later : false);
    TestClient one = TestClient.open(io);
    TestClient two = TestClient.open(io).send("40/x,{\"for\":\"second\"}");

    one.send("40/x,{\"for\":\"first\"}");
    later.complete(true); // the name is a child of the first by now, which has not let this one in

    assertThat(one.next()).startsWith("40/x,{\"sid\"");
    assertThat(two.next()).contains("Invalid namespace");
    assertThat(first.sockets()).hasSize(1);
    assertThat(second.children()).isEmpty();
  }

  @Test
  void childStaysWhileOneOfItsClientsMayComeBack() {
    SocketIoServer io =
        builder()
            .inlineHandlers()
            .connectionStateRecovery(
                ConnectionStateRecovery.create()
                    .withMaxDisconnectionDuration(Duration.ofMinutes(1)))
            .build();
    ParentNamespace parent = io.of(DYNAMIC);
    TestClient client = TestClient.open(io);
    client.send("40/dyn-1");
    String pid = pidOf(client.next());
    client.vanish();

    assertThat(parent.children()).hasSize(1);
    parent.emit("missed");
    TestClient again = TestClient.open(io);
    again.send("40/dyn-1,{\"pid\":\"" + pid + "\"}");

    assertThat(again.next()).startsWith("40/dyn-1,{");
    assertThat(again.next()).startsWith("42/dyn-1,[\"missed\"");
    again.vanish();
    assertThat(parent.children()).hasSize(1);
    timers.advance(Duration.ofMinutes(1));
    assertThat(parent.children()).isEmpty();
    assertThat(table(io).dynamicCount()).isZero();
  }

  @Test
  void clientThatStartsAfreshInAnOtherwiseEmptyNamespaceIsNotLost() {
    SocketIoServer io =
        builder()
            .inlineHandlers()
            .connectionStateRecovery(ConnectionStateRecovery.create())
            .build();
    ParentNamespace parent = io.of(DYNAMIC);
    TestClient client = TestClient.open(io);
    client.send("40/dyn-1");
    String pid = pidOf(client.next());
    client.vanish();
    TestClient again = TestClient.open(io);

    again.send("40/dyn-1,{\"pid\":\"" + pid + "\",\"offset\":\"nonsense\"}");

    assertThat(again.next()).startsWith("40/dyn-1,{");
    parent.emit("hello");
    assertThat(again.next()).startsWith("42/dyn-1,[\"hello\"");
  }

  private static String pidOf(String packet) {
    return packet.replaceAll(".*\"pid\":\"([^\"]+)\".*", "$1");
  }

  @Test
  void comingAndGoingOnManyThreadsLosesNobody() throws InterruptedException {
    int threads = 4;
    int rounds = 400;
    SocketIoServer io = builder().build();
    ParentNamespace parent = io.of(DYNAMIC);
    parent.on("ask", (socket, args, ack) -> parent.to(socket.id()).emit("mine"));
    AtomicInteger unheard = new AtomicInteger();
    CountDownLatch done = new CountDownLatch(threads);
    for (int t = 0; t < threads; t++) {
      int seed = t;
      new Thread(
              () -> {
                try {
                  Random random = new Random(seed);
                  for (int i = 0; i < rounds; i++) {
                    String name = "/dyn-" + random.nextInt(2);
                    TestClient client = TestClient.open(io);
                    client.join(name);
                    String expected = "42" + name + ",[\"mine\"]";
                    client.send("42" + name + ",[\"ask\"]");
                    if (!client.next().equals(expected)) {
                      unheard.incrementAndGet();
                    }
                    if (parent.child(name).isEmpty()) {
                      unheard.incrementAndGet();
                    }
                    client.vanish();
                  }
                } finally {
                  done.countDown();
                }
              })
          .start();
    }
    done.await();

    assertThat(unheard).hasValue(0);
    // A namespace is taken out before its end is told and all that it held is given back.
    await()
        .untilAsserted(
            () -> {
              assertThat(table(io).all()).hasSize(1);
              assertThat(countOf("closed /dyn")).isEqualTo(countOf("created /dyn"));
              assertThat(table(io).dynamicCount()).isZero();
              assertThat(timers.pending()).isZero();
            });
    assertThat(parent.children()).isEmpty();
  }

  private long countOf(String beginning) {
    return recorder.lines.stream().filter(line -> line.startsWith(beginning)).count();
  }
}
