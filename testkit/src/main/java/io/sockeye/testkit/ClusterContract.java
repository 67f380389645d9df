package io.sockeye.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.server.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * What every cluster promises to programs, whatever brings the messages: two or three whole servers
 * with clients, every operation from one to the others. A bus is proven by a subclass that joins
 * servers to it, and so are the adapters of a program's own.
 */
public abstract class ClusterContract extends ClusterQuestionsContract {
  /** How many rooms are joined and left; more by the system property. */
  private static final int JOINS = Integer.getInteger("sockeye.testkit.joins", 100);

  @Test
  protected void broadcastReachesTheClientsOfAllServersOnce() {
    List<Member> all = cluster(3);
    List<LoopClient> clients = all.stream().map(Member::client).toList();

    all.get(0).io.emit("news", 1, Map.of("a", List.of(true)));

    for (LoopClient client : clients) {
      assertThat(before(all.get(0), client)).containsExactly("42[\"news\",1,{\"a\":[true]}]");
    }
  }

  @Test
  protected void bytesArriveAsBytes() {
    List<Member> all = cluster(2);
    LoopClient there = all.get(1).client();

    all.get(0).io.emit("file", Map.of("bytes", new byte[] {1, 2, (byte) 0xff}), "x");

    assertThat(there.next())
        .isEqualTo("451-[\"file\",{\"bytes\":{\"_placeholder\":true,\"num\":0}},\"x\"]");
    assertThat(there.next()).isEqualTo("0x0102ff");
  }

  @Test
  protected void roomsAndExceptionsHoldEverywhere() throws Exception {
    List<Member> all = cluster(2);
    LoopClient here = all.get(0).client();
    LoopClient in = all.get(1).client();
    LoopClient out = all.get(1).client();
    join(all.get(0), here, "a");
    join(all.get(1), in, "a", "b");
    join(all.get(1), out, "b", "muted");

    all.get(0).io.to("a").to("b").except("muted").emit("some");
    all.get(0).io.to("a").emit("one");
    all.get(0).io.to("nobody").emit("none");

    assertThat(before(all.get(0), here, in, out))
        .containsExactly("42[\"some\"]", "42[\"one\"]", "42[\"some\"]", "42[\"one\"]");
  }

  @Test
  protected void socketLeavesItselfOutAndSpeaksToOneElsewhere() throws Exception {
    List<Member> all = cluster(2);
    LoopClient here = all.get(0).client();
    LoopClient there = all.get(1).client();
    join(all.get(1), there, there.id()); // Its own room; a bus may have to be told of that, too.

    all.get(0).socket(here).broadcast().emit("others");
    all.get(0).socket(here).to(there.id()).emit("you");

    assertThat(before(all.get(0), here)).isEmpty();
    assertThat(before(all.get(0), there)).containsExactly("42[\"others\"]", "42[\"you\"]");
  }

  @Test
  protected void whatIsLocalStaysHere() {
    List<Member> all = cluster(2);
    LoopClient here = all.get(0).client();
    LoopClient there = all.get(1).client();

    all.get(0).io.local().emit("here");

    assertThat(before(all.get(0), here)).containsExactly("42[\"here\"]");
    assertThat(before(all.get(0), there)).isEmpty();
  }

  @Test
  protected void namespacesAreApart() {
    List<Member> all = cluster(2, "/chat");
    awaitServers(all.get(0), "/", 2);
    LoopClient chat = all.get(1).client("/chat");
    LoopClient main = all.get(1).client();

    all.get(0).io.of("/chat").emit("talk");

    assertThat(chat.next()).isEqualTo("42/chat,[\"talk\"]");
    assertThat(before(all.get(0), main)).isEmpty();
  }

  @Test
  protected void whatOneThreadSendsArrivesInItsOrder() {
    List<Member> all = cluster(2);
    LoopClient there = all.get(1).client();
    List<String> sent = new ArrayList<>();

    for (int i = 0; i < 1_000; i++) {
      if (i % 50 == 0) {
        all.get(0).io.emit("bytes", (Object) new byte[] {(byte) i});
        sent.add("451-[\"bytes\",{\"_placeholder\":true,\"num\":0}]");
        sent.add("0x%02x".formatted(i & 0xff));
      } else {
        all.get(0).io.emit("n", i);
        sent.add("42[\"n\"," + i + "]");
      }
    }

    assertThat(before(all.get(0), there)).isEqualTo(sent);
  }

  @Test
  protected void oneWhoHasJoinedIsReachedFromElsewhere() throws Exception {
    List<Member> all = cluster(2);
    LoopClient there = all.get(1).client();

    for (int i = 0; i < JOINS; i++) {
      result(all.get(1).socket(there).join("room" + i));
      all.get(0).io.to("room" + i).emit("in", i);
      assertThat(there.next()).isEqualTo("42[\"in\"," + i + "]");
      result(all.get(1).socket(there).leave("room" + i));
    }
  }

  @Test
  protected void roomThatEndedIsNotReachedAndCanComeBack() throws Exception {
    List<Member> all = cluster(2);
    LoopClient there = all.get(1).client();

    join(all.get(1), there, "room");
    result(all.get(1).socket(there).leave("room"));
    all.get(0).io.to("room").emit("gone");
    assertThat(before(all.get(0), there)).isEmpty();

    join(all.get(1), there, "room");
    all.get(0).io.to("room").emit("back");
    assertThat(there.next()).isEqualTo("42[\"back\"]");
  }

  @Test
  protected void socketsElsewhereJoinAndLeave() {
    List<Member> all = cluster(2);
    LoopClient here = all.get(0).client();
    LoopClient there = all.get(1).client();
    Socket far = all.get(1).socket(there);

    result(all.get(0).io.socketsJoin("a", "b"));
    Awaitility.await().atMost(PATIENCE).until(() -> far.rooms().contains("b"));
    result(all.get(0).io.in(there.id()).socketsLeave("a"));
    Awaitility.await().atMost(PATIENCE).until(() -> !far.rooms().contains("a"));

    assertThat(far.rooms()).containsExactly(there.id(), "b");
    assertThat(all.get(0).socket(here).rooms()).containsExactly(here.id(), "a", "b");
  }

  @Test
  protected void socketsElsewhereAreDisconnected() {
    List<Member> all = cluster(2);
    LoopClient here = all.get(0).client();
    LoopClient there = all.get(1).client();
    LoopClient closed = all.get(1).client();

    all.get(0).io.in(there.id()).disconnectSockets();
    all.get(0).io.in(closed.id()).disconnectSockets(true);

    assertThat(there.next()).isEqualTo("41");
    assertThat(there.isClosed()).isFalse();
    Awaitility.await().atMost(PATIENCE).until(closed::isClosed);
    assertThat(before(all.get(0), here)).isEmpty();
  }

  @Test
  protected void serversTellEachOtherEvents() throws Exception {
    List<Member> all = cluster(3);
    List<Object> heard = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch twice = new CountDownLatch(2);
    for (Member member : all) {
      member.io.onServerSide(
          "note",
          (namespace, args, ack) -> {
            heard.add(args.toList());
            heard.add(ack.isRequested());
            twice.countDown();
          });
    }
    LoopClient client = all.get(1).client();

    all.get(0).io.serverSideEmit("note", 1, "two", Map.of("three", 3));

    assertThat(twice.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(heard)
        .containsExactlyInAnyOrder(
            List.of(1, "two", Map.of("three", 3)),
            false,
            List.of(1, "two", Map.of("three", 3)),
            false);
    assertThat(before(all.get(0), client)).isEmpty();
  }

  @Test
  protected void serverThatLeavesIsNotCounted() {
    List<Member> all = cluster(3);

    result(all.get(2).io.close());

    awaitServers(all.get(0), "/", 2);
    awaitServers(all.get(1), "/", 2);
    assertThat(result(all.get(0).io.fetchSockets())).isEmpty();
  }

  @Test
  protected void killedServerIsNotWaitedForForEver() throws Exception {
    List<Member> all = cluster(3);
    LoopClient here = all.get(0).client();
    LoopClient there = all.get(1).client();
    LoopClient lost = all.get(2).client();

    kill(all.get(2).adapter);

    all.get(0).io.emit("still");
    assertThat(here.next()).isEqualTo("42[\"still\"]");
    assertThat(there.next()).isEqualTo("42[\"still\"]");
    awaitServers(all.get(0), "/", 2);
    assertThat(ids(result(all.get(0).io.fetchSockets())))
        .containsExactlyInAnyOrder(here.id(), there.id());
    all.get(2).io.local().emit("alone");
    assertThat(lost.next()).isIn("42[\"alone\"]", "42[\"still\"]");
  }

  private void join(Member member, LoopClient client, String... rooms) {
    result(member.socket(client).join(rooms));
  }
}
