package io.sockeye.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.server.Namespace;
import io.sockeye.server.ServerObserver;
import io.sockeye.server.Socket;
import io.sockeye.server.SocketIoServer;
import io.sockeye.server.adapter.AdapterFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;

/** Servers that are one over a bus, and clients that are connected to them. */
public abstract class ClusterFixture {
  static final Duration PATIENCE = Duration.ofSeconds(20);

  /** A server of the cluster, and what its observer was told. */
  static final class Member implements ServerObserver {
    final AdapterFactory adapter;
    final SocketIoServer io;
    final List<String> told = new CopyOnWriteArrayList<>();

    Member(AdapterFactory adapter) {
      this.adapter = adapter;
      this.io =
          SocketIoServer.builder()
              .closeTimeout(Duration.ofSeconds(1))
              .adapter(adapter)
              .observer(this)
              .build();
    }

    LoopClient client() {
      return client("/");
    }

    LoopClient client(String namespace) {
      return LoopClient.connect(io, namespace);
    }

    /** The server's own socket of a client. */
    Socket socket(LoopClient client) {
      return io.socket(client.id()).orElseThrow();
    }

    @Override
    public void clusterUp(Namespace namespace) {
      told.add("up " + namespace.name());
    }

    @Override
    public void clusterDown(Namespace namespace, String detail) {
      told.add("down " + namespace.name());
    }

    @Override
    public void clusterMessagesLost(Namespace namespace, long count, String detail) {
      told.add("lost " + count);
    }

    @Override
    public void clusterMessageRefused(Namespace namespace, String detail) {
      told.add("refused " + detail);
    }
  }

  private final List<Member> members = new ArrayList<>();

  /**
   * What joins one more server to the cluster: its {@code adapter} option. Asked once for each
   * server; whatever is opened for it is closed by the subclass, after each test.
   */
  protected abstract AdapterFactory join() throws Exception;

  /**
   * Cuts a server off the cluster without a word, as if it had been killed.
   *
   * @param adapter what {@link #join} gave for it
   */
  protected abstract void kill(AdapterFactory adapter) throws Exception;

  @AfterEach
  protected final void closeServers() {
    members.forEach(member -> result(member.io.close()));
  }

  /** Servers that know each other. */
  final List<Member> cluster(int size) {
    return cluster(size, "/");
  }

  /** Servers that know each other in a namespace. */
  final List<Member> cluster(int size, String namespace) {
    for (int i = 0; i < size; i++) {
      guest().io.of(namespace);
    }
    members.forEach(member -> awaitServers(member, namespace, size));
    return List.copyOf(members);
  }

  /** One more server, which the others may not know yet. */
  final Member guest() {
    try {
      Member member = new Member(join());
      members.add(member);
      return member;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** Waits until a server sees so many, itself included. */
  final void awaitServers(Member member, String namespace, int count) {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .untilAsserted(
            () -> assertThat(result(member.io.of(namespace).serverCount())).isEqualTo(count));
  }

  /** What a stage completes with. */
  static <T> T result(CompletionStage<T> stage) {
    CompletableFuture<T> future = stage.toCompletableFuture().copy();
    return future.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
  }

  /** What a stage fails with. */
  static <E extends Throwable> E failure(CompletionStage<?> stage, Class<E> type) {
    try {
      throw new AssertionError("expected a failure, got " + result(stage));
    } catch (CompletionException e) {
      return Objects.requireNonNull(type.cast(e.getCause()));
    }
  }

  /** The events that a client gets before one that is sent to everybody now. */
  static List<String> before(Member sender, LoopClient... clients) {
    sender.io.emit("marker");
    List<String> all = new ArrayList<>();
    for (LoopClient client : clients) {
      for (String frame = client.next(); !frame.equals("42[\"marker\"]"); frame = client.next()) {
        all.add(frame);
      }
    }
    return all;
  }
}
