package io.sockeye.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.server.cluster.ClusterEmitter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * What an emitter does in a cluster of which it is no member: all that it may say, said to two
 * whole servers with clients. One is proven by a subclass that makes it, beside the servers it is
 * for.
 */
public abstract class EmitterContract extends ClusterFixture {
  /**
   * An emitter into the cluster of {@link #join}. Asked once in each test, and emitted with at
   * once; the subclass closes it after the test.
   */
  protected abstract ClusterEmitter emitter() throws Exception;

  @Test
  protected void eventReachesAllThatAreMeantOnceAndInOrder() throws Exception {
    List<Member> all = cluster(2);
    LoopClient one = all.get(0).client();
    LoopClient two = all.get(1).client();
    join(all.get(0), one, "a", "muted");
    join(all.get(1), two, "a", "b");
    ClusterEmitter emitter = emitter();

    emitter.emit("all", 1, "ü", List.of(true));
    emitter.to("a").emit("a");
    emitter.to("a", "b").except("muted").emit("some");
    emitter.to(two.id()).asVolatile().compress(false).emit("two");
    result(emitter.to("nobody").emit("nobody"));

    assertThat(before(emitter, one)).containsExactly("42[\"all\",1,\"ü\",[true]]", "42[\"a\"]");
    assertThat(before(emitter, two))
        .containsExactly("42[\"all\",1,\"ü\",[true]]", "42[\"a\"]", "42[\"some\"]", "42[\"two\"]");
  }

  @Test
  protected void bytesAmongMuchElseKeepTheirPlace() throws Exception {
    List<Member> all = cluster(2);
    LoopClient client = all.get(1).client();
    ClusterEmitter emitter = emitter();
    List<String> sent = new ArrayList<>();

    for (int i = 0; i < 500; i++) {
      if (i % 25 == 0) {
        emitter.emit("bytes", (Object) new byte[] {(byte) i});
        sent.add("451-[\"bytes\",{\"_placeholder\":true,\"num\":0}]");
        sent.add("0x%02x".formatted(i & 0xff));
      } else {
        emitter.emit("n", i);
        sent.add("42[\"n\"," + i + "]");
      }
    }

    assertThat(before(emitter, client)).isEqualTo(sent);
  }

  @Test
  protected void namespacesAreApart() throws Exception {
    List<Member> all = cluster(2, "/chat");
    awaitServers(all.get(0), "/", 2);
    LoopClient main = all.get(1).client();
    LoopClient chat = all.get(1).client("/chat");
    join(all.get(1), main, main.id()); // Its own room; a bus may have to be told of that, too.
    ClusterEmitter emitter = emitter();

    result(emitter.of("chat").emit("talk"));

    assertThat(chat.next()).isEqualTo("42/chat,[\"talk\"]");
    assertThat(before(emitter, main)).isEmpty();
  }

  @Test
  protected void ordersAreObeyedEverywhere() throws Exception {
    List<Member> all = cluster(2);
    LoopClient one = all.get(0).client();
    LoopClient two = all.get(1).client();
    ClusterEmitter emitter = emitter();

    emitter.in(one.id(), two.id()).socketsJoin("a", "b");
    awaitRooms(all.get(0), one, one.id(), "a", "b");
    awaitRooms(all.get(1), two, two.id(), "a", "b");
    emitter.in("a").except(two.id()).socketsLeave("b");
    awaitRooms(all.get(0), one, one.id(), "a");
    emitter.in("b").disconnectSockets();

    assertThat(two.next()).isEqualTo("41");
    assertThat(before(emitter, one)).isEmpty();
  }

  @Test
  protected void eventForTheServersReachesThem() throws Exception {
    List<Member> all = cluster(2);
    List<Object> heard = new CopyOnWriteArrayList<>();
    for (Member member : all) {
      member.io.onServerSide("note", (namespace, args, ack) -> heard.addAll(args.toList()));
    }

    result(emitter().serverSideEmit("note", "a", 7));

    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .untilAsserted(() -> assertThat(heard).containsExactlyInAnyOrder("a", 7, "a", 7));
  }

  @Test
  protected void itIsNotCountedAsAServer() throws Exception {
    List<Member> all = cluster(2);
    LoopClient client = all.get(1).client();
    join(all.get(1), client, client.id());
    ClusterEmitter emitter = emitter();

    assertThat(before(emitter, client)).isEmpty();

    assertThat(result(all.get(0).io.serverCount())).isEqualTo(2);
    assertThat(result(all.get(1).io.fetchSockets())).hasSize(1);
  }

  private static void awaitRooms(Member member, LoopClient client, String... rooms) {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .untilAsserted(
            () -> assertThat(member.socket(client).rooms()).containsExactlyInAnyOrder(rooms));
  }

  private static void join(Member member, LoopClient client, String... rooms) {
    result(member.socket(client).join(rooms));
  }

  /** The events that a client gets before one that the emitter sends now. */
  private static List<String> before(ClusterEmitter emitter, LoopClient client) {
    emitter.to(client.id()).emit("marker");
    List<String> all = new ArrayList<>();
    for (String frame = client.next(); !frame.equals("42[\"marker\"]"); frame = client.next()) {
      all.add(frame);
    }
    return all;
  }
}
