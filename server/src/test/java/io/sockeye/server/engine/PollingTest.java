package io.sockeye.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.protocol.engineio.EnginePacket;
import io.sockeye.protocol.engineio.PacketGroup;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Protocol section "HTTP long-polling". */
class PollingTest {
  private final EngineRig rig = new EngineRig();

  @Test
  void pollIsAnsweredWhenAPacketIsSent() {
    FakeExchange poll = rig.poll(rig.openPolling());
    assertThat(poll.isAnswered()).isFalse();

    rig.send("hello");

    assertThat(poll.text()).isEqualTo("4hello");
  }

  @Test
  void packetsThatWaitAreSentTogetherWithTheNextPoll() {
    String sid = rig.openPolling();
    rig.send("one");
    rig.session()
        .send(
            PacketGroup.of(
                EnginePacket.text(EnginePacket.Type.MESSAGE, "two"),
                List.of(new byte[] {1, 2, 3, 4})));

    assertThat(rig.poll(sid).text()).isEqualTo("4one\u001e4two\u001ebAQIDBA==");
  }

  @Test
  void postBringsPacketsInOrderAndIsAnsweredOk() {
    String sid = rig.openPolling();

    FakeExchange post = rig.post(sid, "4one\u001e4€\u001ebAQIDBA==");

    assertThat(post.status()).isEqualTo(200);
    assertThat(post.text()).isEqualTo("ok");
    assertThat(post.header("content-type")).isEqualTo("text/html");
    assertThat(post.header("cache-control")).isEqualTo("no-store");
    assertThat(rig.messages).containsExactly("one", "€", "binary 4");
  }

  @Test
  void repliesToAPostStandInTheNextPoll() {
    rig.echo = true;
    String sid = rig.openPolling();
    rig.post(sid, "4hello\u001ebAQIDBA==");

    assertThat(rig.poll(sid).text()).isEqualTo("4hello\u001ebAQIDBA==");
  }

  @Test
  void sessionMayBeClosedInTheMiddleOfAPost() {
    rig.onMessage = EngineSession::close;
    String sid = rig.openPolling();
    FakeExchange poll = rig.poll(sid);

    FakeExchange post = rig.post(sid, "4one\u001e4two");

    assertThat(rig.closes).containsExactly("forced close");
    assertThat(poll.text()).isEqualTo("1");
    assertThat(post.isAnswered()).isTrue();
  }

  @Test
  void secondPollIsRefusedAndEndsTheSession() {
    String sid = rig.openPolling();
    FakeExchange first = rig.poll(sid);

    FakeExchange second = rig.poll(sid);

    assertThat(second.status()).isEqualTo(400);
    assertThat(second.text()).isEmpty();
    assertThat(first.status()).isEqualTo(200);
    assertThat(first.text()).isEqualTo("1");
    assertThat(rig.closes)
        .containsExactly("transport error: overlap from client: two polls at once");
    assertThat(rig.poll(sid).text()).isEqualTo("{\"code\":1,\"message\":\"Session ID unknown\"}");
  }

  @Test
  void secondPostIsRefusedAndEndsTheSession() {
    String sid = rig.openPolling();
    FakeExchange first = rig.request("POST", "EIO=4&transport=polling&sid=" + sid);

    FakeExchange second = rig.request("POST", "EIO=4&transport=polling&sid=" + sid);

    assertThat(second.status()).isEqualTo(400);
    assertThat(first.isAborted()).isTrue();
    assertThat(rig.closes).containsExactly("transport error: data request overlap from client");
    first.body("4late");
    assertThat(rig.messages).isEmpty();
  }

  @Test
  void pollThatIsCutEndsTheSession() {
    FakeExchange poll = rig.poll(rig.openPolling());

    poll.disconnect();

    assertThat(rig.closes).containsExactly("transport error: poll connection closed prematurely");
    assertThat(rig.server.clientsCount()).isZero();
  }

  @Test
  void postThatIsCutEndsTheSession() {
    String sid = rig.openPolling();

    rig.request("POST", "EIO=4&transport=polling&sid=" + sid).disconnect();

    assertThat(rig.closes)
        .containsExactly("transport error: data request connection closed prematurely");
  }

  @Test
  void packetThatCannotBeReadIsAnswered400AndEndsTheSession() {
    String sid = rig.openPolling();

    FakeExchange post = rig.post(sid, "4good\u001eabc\u001e4never");

    assertThat(post.status()).isEqualTo(400);
    assertThat(rig.messages).containsExactly("good");
    assertThat(rig.closes).singleElement().asString().startsWith("parse error: ");
    assertThat(rig.poll(sid).status()).isEqualTo(400);
  }

  @Test
  void postWithMorePongsThanPingsIsAnswered400() {
    String sid = rig.openPolling();

    FakeExchange post = rig.post(sid, "3" + "\u001e3".repeat(10));

    assertThat(post.status()).isEqualTo(400);
    assertThat(rig.closes).containsExactly("transport error: more pongs than pings");
  }

  @Test
  void postWithAMessageThatTheServerCannotReadIsAnswered400() {
    String sid = rig.openPolling();
    rig.onMessage = session -> session.fail(CloseReason.PARSE_ERROR, "not a packet");

    FakeExchange post = rig.post(sid, "4x\u001e4never");

    assertThat(post.status()).isEqualTo(400);
    assertThat(rig.messages).containsExactly("x");
    assertThat(rig.closes).containsExactly("parse error: not a packet");
  }

  @Test
  void emptyPostEndsTheSession() {
    assertThat(rig.post(rig.openPolling(), "").status()).isEqualTo(400);
    assertThat(rig.closes).singleElement().asString().startsWith("parse error");
  }

  @Test
  void postTooLargeIsAnswered413AndTheSessionLives() {
    EngineRig small = new EngineRig(EngineRig.options().maxHttpBufferSize(100));
    String sid = small.openPolling();

    FakeExchange refused = small.post(sid, "4" + "x".repeat(100));
    FakeExchange taken = small.post(sid, "4" + "x".repeat(99));

    assertThat(refused.status()).isEqualTo(413);
    assertThat(refused.text()).isEmpty();
    assertThat(taken.status()).isEqualTo(200);
    assertThat(small.limitHits).containsExactly("maxHttpBufferSize");
  }

  @Test
  void octetStreamEndsTheSession() {
    String sid = rig.openPolling();

    FakeExchange post =
        rig.request(
            "POST",
            "EIO=4&transport=polling&sid=" + sid,
            "Content-Type",
            "application/octet-stream");

    assertThat(post.status()).isEqualTo(400);
    assertThat(rig.closes)
        .containsExactly("transport error: invalid content: application/octet-stream");
  }

  @Test
  void encodedPostIsAnswered415() {
    String sid = rig.openPolling();

    FakeExchange post =
        rig.request("POST", "EIO=4&transport=polling&sid=" + sid, "Content-Encoding", "gzip");

    assertThat(post.status()).isEqualTo(415);
    assertThat(rig.closes).isEmpty();
  }

  @Test
  void otherMethodsAreAnswered405() {
    String sid = rig.openPolling();

    FakeExchange put = rig.request("PUT", "EIO=4&transport=polling&sid=" + sid);

    assertThat(put.status()).isEqualTo(405);
    assertThat(put.header("allow")).isEqualTo("GET, POST, OPTIONS");
  }

  @Test
  void clientThatSaysCloseGetsItsPollBackAndAnOk() {
    String sid = rig.openPolling();
    FakeExchange poll = rig.poll(sid);

    FakeExchange post = rig.post(sid, "1");

    assertThat(poll.text()).isEqualTo("6");
    assertThat(post.text()).isEqualTo("ok");
    assertThat(rig.closes).containsExactly("transport close: closed by the client");
    assertThat(rig.poll(sid).status()).isEqualTo(400);
  }

  @Test
  void pausedReadingHoldsTheAnswerOfThePost() {
    String sid = rig.openPolling();
    rig.session().pauseReading();

    FakeExchange post = rig.post(sid, "4hello");
    assertThat(post.isAnswered()).isFalse();
    rig.session().resumeReading();

    assertThat(post.text()).isEqualTo("ok");
    assertThat(rig.messages).containsExactly("hello");
  }

  @Test
  void volatileMessageIsDroppedWhileNoPollWaits() {
    String sid = rig.openPolling();
    rig.session().sendVolatile(EngineRig.message("dropped"));

    assertThat(rig.session().isWritable()).isFalse();
    FakeExchange poll = rig.poll(sid);
    assertThat(rig.session().isWritable()).isTrue();
    rig.session().sendVolatile(EngineRig.message("sent"));

    assertThat(poll.text()).isEqualTo("4sent");
  }

  @Test
  void clientThatNeverPollsCostsNoMoreThanTheBound() {
    EngineRig bounded =
        new EngineRig(EngineRig.options().outboundHighWaterMark(10).maxOutboundBytes(1_000));
    bounded.openPolling();

    for (int i = 0; i < 12; i++) {
      bounded.send("x".repeat(100));
    }

    assertThat(bounded.closes)
        .containsExactly("transport error: slow consumer: more than 1000 bytes wait to be sent");
    assertThat(bounded.limitHits).containsExactly("maxOutboundBytes");
  }
}
