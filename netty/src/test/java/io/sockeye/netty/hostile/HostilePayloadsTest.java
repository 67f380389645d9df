package io.sockeye.netty.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sockeye.testkit.WireClient;
import io.sockeye.testkit.WireClient.Answer;
import io.sockeye.testsupport.Leftovers;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bodies of POSTs that are no payloads, cost too much, or come in a form that is not taken. */
@ExtendWith(Leftovers.class)
final class HostilePayloadsTest {
  private static final String SEPARATOR = "\u001e";
  private static final String ALIVE = "42[\"echo\",\"alive\"]";

  @RegisterExtension static final Siege siege = new Siege();

  /**
   * A request of a client that is in the main namespace.
   *
   * @param reason why its session ended, empty if it goes on
   */
  record Row(String about, String headers, String body, int status, String reason) {
    @Override
    public String toString() {
      return about;
    }
  }

  private static Row payload(String about, String body) {
    return new Row(about, "", body, 400, "parse error");
  }

  private static Row taken(String about, String body) {
    return new Row(about, "", body, 200, "");
  }

  private static String times(int count, String packet) {
    return (packet + SEPARATOR).repeat(count - 1) + packet;
  }

  static Stream<Row> rows() {
    return Stream.of(
        payload("V3, P11: half a million noops", times(500_000, "6")),
        new Row("V3: half a million pongs", "", times(500_000, "3"), 400, "transport error"),
        payload("V3: half a million empty messages", times(500_000, "4")),
        payload("V3: a megabyte of separators", SEPARATOR.repeat(999_999)),
        payload("P11: 10,001 events", times(10_001, "42[\"x\"]")),
        taken("P11: 9,999 events", times(9_999, "42[\"x\"]")),
        payload("P11: 17 noops", times(17, "6")),
        taken("P11: 16 noops", times(16, "6")),
        payload("V21: base64 that is none", "b!!!!"),
        payload("V21: base64 that is cut", "bA"),
        payload("V21: bytes that nobody announced", "bAAEC"),
        payload("an empty body", ""),
        payload("a separator in front", SEPARATOR + "42[\"x\"]"),
        payload("a separator behind", "42[\"x\"]" + SEPARATOR),
        payload("a packet of no type", "hello"),
        payload("V24: bytes that are no text", "4\u00ff\u00fe"),
        payload("P02: a payload of Engine.IO 3", "7:42[\"x\"]"),
        new Row("V19: gzip", "Content-Encoding: gzip\r\n", "xx", 415, ""),
        new Row("V19: deflate", "Content-Encoding: deflate\r\n", "xx", 415, ""),
        new Row("V19: identity by name", "Content-Encoding: identity\r\n", "xx", 415, ""),
        new Row(
            "V21: bytes as such",
            "Content-Type: application/octet-stream\r\n",
            "xx",
            400,
            "transport error"),
        new Row("a body over the limit", "", "4".repeat(1_000_001), 413, ""),
        payload("P15: 330,000 CONNECTs at once", times(330_000, "40")),
        new Row("P15: ten thousand CONNECTs at once", "", times(9_999, "40"), 200, "forced close"));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void payloadIsJudged(Row row) {
    try (Attacker attacker = siege.joinedPolling()) {
      WireClient client = attacker.client();

      client.send(
          "POST %s HTTP/1.1\r\nHost: x\r\n%sContent-Length: %d\r\n\r\n"
              .formatted(attacker.target(), row.headers(), row.body().length()));
      Answer answer = client.send(row.body()).answer();

      assertThat(answer.status()).isEqualTo(row.status());
      if (row.reason().isEmpty()) {
        assertThat(client.post(attacker.target(), ALIVE).answer().body()).isEqualTo("ok");
        assertThat(client.get(attacker.target()).answer().body()).endsWith(ALIVE);
        assertThat(client.post(attacker.target(), "1").answer().body()).isEqualTo("ok");
      } else {
        if (row.status() == 200) {
          assertThat(client.get(attacker.target()).answer().body()).endsWith("1");
        } else {
          assertThat(answer.body()).isEmpty();
        }
        assertThat(siege.endOf(attacker)).isEqualTo(row.reason());
        assertThat(client.get(attacker.target()).answer().status()).isEqualTo(400);
      }
    }
  }

  /** V16: who knows the id of a session can end it, and no more than that. */
  @Test
  void secondPollIsRefusedAndEndsTheSession() {
    try (Attacker attacker = siege.joinedPolling();
        WireClient second = siege.connect()) {
      attacker.client().get(attacker.target());
      attackerHasPoll(attacker);

      Answer refused = second.get(attacker.target()).answer();

      assertThat(refused.status()).isEqualTo(400);
      assertThat(siege.endOf(attacker)).isEqualTo("transport error");
    }
  }

  /** An event by another connection shows that the poll before it has arrived. */
  private static void attackerHasPoll(Attacker attacker) {
    try (WireClient other = siege.connect()) {
      other.post(attacker.target(), "42[\"keep\",\"" + attacker.sid() + "\"]").answer();
      await().until(() -> siege.kept.contains(attacker.sid()));
    }
  }

  @Test
  void secondPostIsRefusedAndEndsTheSession() {
    try (Attacker attacker = siege.joinedPolling();
        WireClient second = siege.connect()) {
      attacker
          .client()
          .send("POST " + attacker.target() + " HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n4");
      // Which of the two the server sees first is not known here.
      second.send(
          "POST " + attacker.target() + " HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n4");

      assertThat(siege.endOf(attacker)).isEqualTo("transport error");
    }
  }

  /** V17: a client that sends a thousand requests at once gets its answers one after the other. */
  @Test
  void pipelinedRequestsAreAnsweredInOrder() {
    try (Attacker attacker = siege.joinedPolling()) {
      StringBuilder requests = new StringBuilder();
      for (int i = 0; i < 500; i++) {
        String body = "42[\"echo\"," + i + "]";
        requests
            .append("POST ")
            .append(attacker.target())
            .append(" HTTP/1.1\r\nHost: x\r\nContent-Length: ")
            .append(body.length())
            .append("\r\n\r\n")
            .append(body)
            .append("GET ")
            .append(attacker.target())
            .append(" HTTP/1.1\r\nHost: x\r\n\r\n");
      }
      Thread writer = new Thread(() -> attacker.client().send(requests.toString()), "pipeline");
      writer.start();

      for (int i = 0; i < 500; i++) {
        assertThat(attacker.client().answer().body()).isEqualTo("ok");
        assertThat(attacker.client().answer().body()).isEqualTo("42[\"echo\"," + i + "]");
      }
      attacker.client().post(attacker.target(), "1").answer();
    }
  }
}
