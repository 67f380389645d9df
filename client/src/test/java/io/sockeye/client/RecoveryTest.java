package io.sockeye.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.DisconnectReason;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client tells a server that may have kept the state of its connection. */
final class RecoveryTest {
  private final Rig rig = new Rig();
  private final Socket socket = rig.logging(rig.manager.socket("/"));

  private void connect(String pid) {
    connect("s", pid);
  }

  private void connect(String sid, String pid) {
    rig.session().receive("0{\"sid\":\"%s\",\"pid\":\"%s\"}".formatted(sid, pid));
  }

  private void begin() {
    socket.connect();
    rig.session().open();
    connect("p1");
    rig.session().sent();
  }

  /** Loses the connection; gives what the next CONNECT says. */
  private String nextConnect() {
    rig.session().lose(DisconnectReason.TRANSPORT_CLOSE);
    rig.seconds(10);
    rig.session().open();
    return rig.session().sent().get(0);
  }

  private String offsetAfter(String... messages) {
    begin();
    for (String message : messages) {
      rig.session().receive("2" + message);
    }
    return nextConnect();
  }

  private static String claim(String offset) {
    return "0{\"pid\":\"p1\",\"offset\":\"" + offset + "\"}";
  }

  @Test
  void namesItsStateAndTheLastEventItGot() {
    assertThat(offsetAfter("[\"a\",1,\"Q32zfW8\"]", "[\"b\",\"text\",\"Q32zfW8.0\"]"))
        .isEqualTo(claim("Q32zfW8.0"));

    connect("p1");
    assertThat(socket.recovered()).isTrue();
    assertThat(socket.state()).isEqualTo(new SocketState.Connected(true));
  }

  @Test
  void comesBackWithoutHavingGotAnyEvent() {
    assertThat(offsetAfter()).isEqualTo("0{\"pid\":\"p1\"}");
  }

  @Test
  void startsAfreshWhereTheServerDoes() {
    assertThat(offsetAfter("[\"a\",\"Q32zfW8\"]")).isEqualTo(claim("Q32zfW8"));

    connect("t", "p2");

    assertThat(socket.recovered()).isFalse();
    assertThat(nextConnect()).isEqualTo("0{\"pid\":\"p2\"}");
  }

  @Test
  void remembersNothingOfServersThatKeepNothing() {
    socket.connect();
    rig.session().open();
    rig.join("/", "a");
    rig.session().receive("2[\"a\",\"Q32zfW8\"]");

    assertThat(nextConnect()).isEqualTo("0");
  }

  @Test
  void theProgramsAuthHasTheLastWord() {
    Rig other = new Rig();
    Socket with = other.manager.socket("/", () -> Map.of("pid", "mine", "token", "abc"));
    with.connect();
    other.session().open().receive("0{\"sid\":\"s\",\"pid\":\"p1\"}");
    other.session().receive("2[\"a\",\"Q32zfW8\"]").lose(DisconnectReason.TRANSPORT_CLOSE);
    other.seconds(1);
    other.session().open();

    assertThat(other.session().sent())
        .containsExactly("0{\"pid\":\"mine\",\"offset\":\"Q32zfW8\",\"token\":\"abc\"}");
  }

  @Test
  void whatWasLeftIsForgotten() {
    begin();
    rig.session().receive("2[\"a\",\"Q32zfW8\"]");
    socket.disconnect().connect();
    rig.session().open();

    assertThat(rig.session().sent()).containsExactly("0");
  }

  @Test
  void missedEventsCountFromTheAnswerOn() {
    assertThat(offsetAfter("[\"a\",\"Q32zfW8\"]")).isEqualTo(claim("Q32zfW8"));
    rig.session().receive("2[\"missed\",\"Q32zfW9\"]");
    connect("p1");

    assertThat(nextConnect()).isEqualTo(claim("Q32zfW9"));
  }

  @Test
  void missedEventsOfALostAnswerAreToBeSentAgain() {
    assertThat(offsetAfter("[\"a\",\"Q32zfW8\"]")).isEqualTo(claim("Q32zfW8"));
    rig.session().receive("2[\"missed\",\"Q32zfW9\"]");

    assertThat(nextConnect()).isEqualTo(claim("Q32zfW8"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[\"tick\",\"noon\"]", // a volatile event has no offset
        "[\"tick\",\"message\"]",
        "[\"tick\",\"2026-11\"]",
        "[\"tick\",\"hello world\"]",
        "[\"tick\",\"\"]",
        "[\"tick\",17]",
        "[\"tick\",{\"a\":\"Q32zfWA\"}]",
        "[\"tick\",null]",
        "[\"tick\"]",
        "7[\"asked\",\"Q32zfWA\"]", // one that asks for an answer has none either
        "[\"tick\",\"Q32zfW7\"]", // before the last one
        "[\"tick\",\"1790000000000-5\"]", // of another kind
      })
  void textsOfTheProgramAreNotTakenForOffsets(String tick) {
    assertThat(offsetAfter("[\"a\",\"Q32zfW8\"]", "[\"b\",\"Q32zfW8.0\"]", tick))
        .isEqualTo(claim("Q32zfW8.0"));
  }

  @Test
  void idsOfStreamsAreOffsets() {
    assertThat(
            offsetAfter(
                "[\"a\",\"1790000000000-9\"]",
                "[\"b\",\"1790000000000-10\"]",
                "[\"c\",\"1790000000000-2\"]",
                "[\"d\",\"word\"]"))
        .isEqualTo(claim("1790000000000-10"));
  }

  @Test
  void idsOfDocumentsAreOffsets() {
    assertThat(
            offsetAfter(
                "[\"a\",\"6ab13e80aaaaaaaaaaaaaaaa\"]",
                "[\"b\",\"6ab13e80999999999999999a\"]",
                "[\"c\",\"word\"]"))
        .isEqualTo(claim("6ab13e80999999999999999a"));
  }

  @Test
  void positionsOfOurOwnServerAreOffsetsAndNeedNotGrow() {
    assertThat(offsetAfter("[\"a\",\"x_3Fz\"]", "[\"b\",\"x_3F10\"]", "[\"c\",\"x_3Fy\"]"))
        .isEqualTo(claim("x_3Fy"));
  }

  @Test
  void aTextThatCameFirstDoesNotHideTheOffsets() {
    assertThat(
            offsetAfter(
                "[\"tick\",\"noon1\"]",
                "[\"a\",\"x_3F1\"]",
                "[\"tick\",\"noon1\"]",
                "[\"b\",\"x_3F2\"]",
                "[\"tick\",\"noon2\"]",
                "[\"tick\",\"noon3\"]"))
        .isEqualTo(claim("x_3F2"));
  }

  @Test
  void aPositionThatLooksLikeATimeIsFollowedAllTheSame() {
    // A log that happens to begin with Q32z: its third-digit positions look like milliseconds.
    assertThat(offsetAfter("[\"a\",\"Q32zzzy\"]", "[\"b\",\"Q32zzzz\"]", "[\"c\",\"Q32z1000\"]"))
        .isEqualTo(claim("Q32z1000"));
  }

  @Test
  void anyTextIsTakenUntilAKnownKindIsSeen() {
    assertThat(offsetAfter("[\"a\",\"some/other:kind\"]")).isEqualTo(claim("some/other:kind"));
    connect("p1");
    rig.session().receive("2[\"b\",\"some/other:kind2\"]");

    assertThat(nextConnect()).isEqualTo(claim("some/other:kind2"));
  }

  @Test
  void longTextsAreNoOffsets() {
    assertThat(offsetAfter("[\"doc\",\"" + "x".repeat(65) + "\"]")).isEqualTo("0{\"pid\":\"p1\"}");
    connect("p1");
    rig.session().receive("2[\"doc\",\"" + "x".repeat(64) + "\"]");

    assertThat(nextConnect()).isEqualTo(claim("x".repeat(64)));
  }

  @Test
  void longPrivateIdsAreNotRepeated() {
    socket.connect();
    rig.session().open();
    connect("p".repeat(257));

    assertThat(nextConnect()).isEqualTo("0");
  }

  @Test
  void aPrivateIdMayChangeWithARecovery() {
    assertThat(offsetAfter("[\"a\",\"x_3F1\"]")).isEqualTo(claim("x_3F1"));

    connect("p2");

    assertThat(socket.recovered()).isTrue();
    assertThat(nextConnect()).isEqualTo("0{\"pid\":\"p2\",\"offset\":\"x_3F1\"}");
  }

  @Test
  void moreMissedEventsThanMayWaitAreNotAskedForAgain() {
    SocketOptions options = SocketOptions.builder().maxQueuedEvents(3).build();
    Socket small = rig.logging(rig.manager.socket("/small", options)).connect();
    rig.session().open().receive("0/small,{\"sid\":\"s\",\"pid\":\"p1\"}");
    rig.session().receive("2/small,[\"a\",\"Q32zfW8\"]").lose(DisconnectReason.TRANSPORT_CLOSE);
    rig.seconds(1);
    rig.session().open();
    assertThat(rig.session().sent()).singleElement().asString().contains("\"pid\":\"p1\"");
    for (int i = 0; i < 4; i++) {
      rig.session().receive("2/small,[\"missed\",\"Q32zfW9." + i + "\"]");
    }

    rig.seconds(10);
    rig.session().open();
    assertThat(rig.session().sent()).containsExactly("0/small,");
    rig.session().receive("0/small,{\"sid\":\"t\",\"pid\":\"p2\"}");
    assertThat(small.isConnected()).isTrue();
    assertThat(small.recovered()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "user17 user42", // came last before, and seemed to be of one log
        "user17 user42 Problem Project", // of two
        "user17 hello user42 world",
      })
  void wordsThatLookLikeALogAreForgottenWithTheNextOffset(String words) {
    begin();
    rig.session().receive("2[\"a\",\"x_3F1\"]");
    for (String word : words.split(" ")) {
      rig.session().receive("2[\"tick\",\"" + word + "\"]");
    }
    rig.session().receive("2[\"a\",\"x_3F2\"]");

    assertThat(nextConnect()).isEqualTo(claim("x_3F2"));
  }

  @Test
  void wordsThatCameFirstAreForgottenWithTheSecondOffset() {
    assertThat(
            offsetAfter(
                "[\"tick\",\"user17\"]",
                "[\"tick\",\"user42\"]",
                "[\"tick\",\"user43\"]",
                "[\"a\",\"x_3F1\"]",
                "[\"a\",\"x_3F2\"]"))
        .isEqualTo(claim("x_3F2"));
  }

  @Test
  void aWordThatComesAgainShowsThatItsLikeAreNoOffsets() {
    assertThat(
            offsetAfter(
                "[\"a\",\"x_3F1\"]",
                "[\"a\",\"x_3F2\"]",
                "[\"tick\",\"user17\"]",
                "[\"tick\",\"user42\"]",
                "[\"tick\",\"user17\"]",
                "[\"tick\",\"user99\"]"))
        .isEqualTo(claim("x_3F2"));
  }

  @Test
  void aWordThatLooksLikeALaterTimeIsForgotten() {
    assertThat(
            offsetAfter(
                "[\"a\",\"Q32zfW8\"]",
                "[\"tick\",\"QKWORDS\"]",
                "[\"b\",\"Q32zfW9\"]",
                "[\"c\",\"Q32zfWA\"]"))
        .isEqualTo(claim("Q32zfWA"));
  }

  @Test
  void offsetsOfAnUnknownKindAreTakenAfterAWordOfAKnownOne() {
    assertThat(offsetAfter("[\"tick\",\"hello\"]", "[\"a\",\"some/other:kind\"]"))
        .isEqualTo(claim("some/other:kind"));
  }
}
