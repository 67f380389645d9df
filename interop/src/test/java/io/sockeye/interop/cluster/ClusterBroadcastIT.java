package io.sockeye.interop.cluster;

import static io.sockeye.interop.client.Clients.eventually;
import static io.sockeye.interop.client.Clients.get;
import static io.sockeye.interop.client.Clients.next;
import static io.sockeye.interop.client.Values.TEXT;
import static io.sockeye.interop.client.Values.bytes;
import static io.sockeye.interop.client.Values.oneOfEach;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.client.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Events that are for clients of other nodes, too, and their answers. */
@ParameterizedClass
@MethodSource("io.sockeye.interop.cluster.Cluster$Kind#all")
final class ClusterBroadcastIT extends ClusterTests {
  private static final int MANY = 300;

  private static List<@Nullable Object> args(@Nullable Object... values) {
    return Arrays.asList(values);
  }

  private static Map<?, ?> emitWithAck(Socket socket, String event, Object... options) {
    List<Object> all = new ArrayList<>(List.of("ev", event, "timeout", 2_000));
    all.addAll(List.of(options));
    return (Map<?, ?>) op(socket, "emit-ack", all.toArray());
  }

  @ParameterizedTest
  @EnumSource
  void eventReachesEverybodyWhateverItCarries(Way way) throws InterruptedException {
    Socket here = at(here(way));
    Socket there = at(there(way));
    var heardHere = heard(here, "news");
    var heardThere = heard(there, "news");

    op(here, "emit", "ev", "news", "args", args(oneOfEach()));
    op(here, "emit", "ev", "news");
    op(here, "emit", "ev", "news", "args", args(bytes(), TEXT));

    for (var heard : List.of(heardHere, heardThere)) {
      assertThat(next(heard)).containsExactly(oneOfEach());
      assertThat(next(heard)).isEmpty();
      assertThat(next(heard)).containsExactly(bytes(), TEXT);
    }
  }

  @ParameterizedTest
  @EnumSource
  void bigEventsArriveWhole(Way way) throws InterruptedException {
    Socket here = at(here(way));
    Socket there = at(there(way));
    var heard = heard(there, "big");

    op(here, "emit", "ev", "big", "args", args("z".repeat(300_000), bytes(300_000, (byte) 7)));

    assertThat(next(heard)).containsExactly("z".repeat(300_000), bytes(300_000, (byte) 7));
  }

  @ParameterizedTest
  @EnumSource
  void roomsAndExceptionsHold(Way way) throws InterruptedException {
    Socket here = at(here(way));
    Socket red = at(there(way));
    Socket both = at(there(way));
    Socket none = at(there(way));
    String first = fresh("red");
    String second = fresh("blue: room #1*");
    join(here, first, red);
    join(red, first, here);
    join(both, first, here);
    join(both, second, here);
    var heardHere = heard(here, "told");
    var heardRed = heard(red, "told");
    var heardBoth = heard(both, "told");
    var heardNone = heard(none, "told");

    op(here, "emit", "ev", "told", "args", args(1), "rooms", List.of(first));
    op(here, "emit", "ev", "told", "args", args(2), "rooms", List.of(first, second));
    op(here, "emit", "ev", "told", "args", args(3, bytes(3)), "rooms", List.of(second));
    op(
        here,
        "emit",
        "ev",
        "told",
        "args",
        args(4),
        "rooms",
        List.of(first),
        "except",
        List.of(second));
    op(here, "emit", "ev", "told", "args", args(5), "except", List.of(first, id(none)));
    op(here, "emit", "ev", "told", "args", args(6), "rooms", List.of(fresh("nobody")));
    settle(here, here, red, both, none);

    assertThat(heardHere).containsExactlyInAnyOrder(List.of(1), List.of(2), List.of(4));
    assertThat(heardRed).containsExactlyInAnyOrder(List.of(1), List.of(2), List.of(4));
    assertThat(heardBoth).containsExactlyInAnyOrder(List.of(1), List.of(2), List.of(3, bytes(3)));
    assertThat(heardNone).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void whoeverSpeaksIsLeftOut(Way way) throws InterruptedException {
    Socket here = at(here(way));
    Socket beside = at(here(way));
    Socket there = at(there(way));
    String room = fresh("room");
    join(here, room, there);
    join(there, room, here);
    var heardHere = heard(here, "told");
    var heardBeside = heard(beside, "told");
    var heardThere = heard(there, "told");

    op(here, "socket-emit", "ev", "told", "args", args("all"));
    op(here, "socket-emit", "ev", "told", "args", args("room"), "rooms", List.of(room));
    settle(here, here, beside, there);

    assertThat(heardHere).isEmpty();
    assertThat(heardBeside).containsExactly(List.of("all"));
    assertThat(heardThere).containsExactlyInAnyOrder(List.of("all"), List.of("room"));
  }

  @ParameterizedTest
  @EnumSource
  void localEventStaysHere(Way way) throws InterruptedException {
    Socket here = at(here(way));
    Socket there = at(there(way));
    var heardHere = heard(here, "told");
    var heardThere = heard(there, "told");

    op(here, "emit", "ev", "told", "args", args("only here"), "local", true);
    settle(here, here, there);

    assertThat(heardHere).containsExactly(List.of("only here"));
    assertThat(heardThere).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void idOfASocketElsewhereIsItsRoom(Way way) throws InterruptedException {
    Socket here = at(here(way));
    Socket there = at(there(way));
    Socket beside = at(there(way));
    var heard = heard(there, "whisper");
    var heardBeside = heard(beside, "whisper");

    op(here, "emit", "ev", "whisper", "args", args("psst", bytes(1)), "rooms", List.of(id(there)));
    settle(here, there, beside);

    assertThat(heard).containsExactly(List.of("psst", bytes(1)));
    assertThat(heardBeside).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void namespacesDoNotMeet(Way way) throws InterruptedException {
    Socket here = at(here(way), "/chat");
    Socket there = at(there(way), "/chat");
    Socket main = at(there(way));
    var heard = heard(there, "told");
    var heardMain = heard(main, "told");

    op(here, "emit", "ev", "told", "args", args("in the chat", bytes(1)));
    settle(here, there);
    settle(at(here(way)), main);

    assertThat(heard).containsExactly(List.of("in the chat", bytes(1)));
    assertThat(heardMain).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void eventsOfANodeKeepTheirOrder(Way way) {
    Socket here = at(here(way));
    Socket there = at(there(way));
    String room = fresh("room");
    join(there, room, here);
    var heard = heard(there, "count");
    List<List<@Nullable Object>> expected = new ArrayList<>();
    List<CompletableFuture<?>> sent = new ArrayList<>();

    for (int i = 0; i < MANY; i++) {
      List<@Nullable Object> args = i % 3 == 0 ? args(i, bytes(i)) : args(i, "x" + i);
      expected.add(args);
      sent.add(
          here.emitWithAck(
              "op", "emit", Map.of("ev", "count", "args", args, "rooms", List.of(room))));
    }
    get(CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)));

    eventually().untilAsserted(() -> assertThat(heard).hasSize(MANY));
    assertThat(heard).containsExactlyElementsOf(expected);
  }

  @ParameterizedTest
  @EnumSource
  void everybodyAnswers(Way way) {
    Socket here = at(here(way));
    String room = fresh("room");
    Socket one = at(there(way));
    Socket two = at(there(way));
    List.of(here, one, two).forEach(each -> answer(each, "question", id(each), bytes(9)));
    join(here, room, one);
    join(one, room, here);
    join(two, room, here);

    Map<?, ?> outcome =
        emitWithAck(here, "question", "args", args(1, bytes(2)), "rooms", List.of(room));

    assertThat(outcome.get("err")).isEqualTo(false);
    assertThat(answers(outcome))
        .containsExactlyInAnyOrder(
            List.of(id(here), bytes(9), 1, bytes(2)),
            List.of(id(one), bytes(9), 1, bytes(2)),
            List.of(id(two), bytes(9), 1, bytes(2)));
  }

  @ParameterizedTest
  @EnumSource
  void exceptionsAndLocalHoldForQuestions(Way way) {
    Socket here = at(here(way));
    Socket there = at(there(way));
    String event = fresh("question");
    List.of(here, there).forEach(each -> answer(each, event, id(each)));
    String room = fresh("room");
    join(here, room, there);
    join(there, room, here);

    assertThat(
            answers(emitWithAck(here, event, "rooms", List.of(room), "except", List.of(id(there)))))
        .containsExactly(List.of(id(here)));
    assertThat(
            answers(emitWithAck(here, event, "rooms", List.of(room), "except", List.of(id(here)))))
        .containsExactly(List.of(id(there)));
    assertThat(answers(emitWithAck(here, event, "rooms", List.of(room), "local", true)))
        .containsExactly(List.of(id(here)));
  }

  @ParameterizedTest
  @EnumSource
  void whatNobodyIsAskedIsAnsweredAtOnce(Way way) {
    Map<?, ?> outcome = emitWithAck(at(here(way)), "question", "rooms", List.of(fresh("nobody")));

    assertThat(outcome).isEqualTo(Map.of("err", false, "responses", List.of()));
  }

  @ParameterizedTest
  @EnumSource
  void answersThatCameAreToldWhenOneIsMissing(Way way) {
    Socket here = at(here(way));
    Socket there = at(there(way));
    Socket mute = at(there(way));
    String room = fresh("room");
    answer(here, "question", "here");
    answer(there, "question", "there");
    join(here, room, there);
    join(there, room, here);
    join(mute, room, here);

    Map<?, ?> outcome = emitWithAck(here, "question", "rooms", List.of(room), "timeout", 700);

    assertThat(outcome.get("err")).isEqualTo(true);
    assertThat(answers(outcome)).containsExactlyInAnyOrder(List.of("here"), List.of("there"));
  }

  private static List<@Nullable Object> answers(Map<?, ?> outcome) {
    return List.copyOf((List<?>) requireNonNull(outcome.get("responses")));
  }
}
