package io.sockeye.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.server.engine.HttpExchange;
import io.sockeye.server.engine.HttpRequest;
import io.sockeye.server.engine.HttpResponse;
import io.sockeye.server.engine.ResponseHeaders;
import io.sockeye.testkit.WireClient.Answer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a binding promises of the requests and answers of an {@link HttpExchange}; a part of {@link
 * TransportContract}.
 */
public abstract class HttpContract extends TransportFixture {
  @Test
  protected void headArrivesAsItWasSent() {
    client().send("GET /engine/?a=%20b&c=%2F HTTP/1.1\r\nHost: x\r\nX-One: 1\r\nx-one: 2\r\n\r\n");

    HttpRequest head = exchange().request();

    assertThat(head.method()).isEqualTo("GET");
    assertThat(head.path()).isEqualTo("/engine/");
    assertThat(head.query()).isEqualTo("a=%20b&c=%2F");
    assertThat(head.header("HOST")).contains("x");
    assertThat(head.headers("X-One")).containsExactly("1", "2");
    assertThat(head.remoteAddress().getAddress().isLoopbackAddress()).isTrue();
  }

  @Test
  protected void answerArrivesAsItWasGiven() {
    WireClient client = client().get(PATH);

    exchange().respond(ok("grüß Gott").header("X-One", "1").header("Set-Cookie", "a=b"));
    Answer answer = client.answer();

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("grüß Gott");
    assertThat(answer.headers())
        .containsEntry("Content-Length", "11")
        .containsEntry("Content-Type", "text/plain; charset=UTF-8")
        .containsEntry("X-One", "1")
        .containsEntry("Set-Cookie", "a=b")
        .doesNotContainKey("Server");
  }

  @Test
  protected void severalCookiesStaySeveralFields() {
    WireClient client = client().get(PATH);

    exchange().respondAndClose(ok("").header("Set-Cookie", "1=1").header("Set-Cookie", "2=2"));
    StringBuilder text = new StringBuilder();
    client.rest().forEach(next -> text.append((char) next.byteValue()));

    assertThat(
            text.toString()
                .lines()
                .filter(line -> line.regionMatches(true, 0, "set-cookie", 0, 10)))
        .hasSize(2);
  }

  @Test
  protected void answerToHeadHasNoBody() {
    WireClient client = client().send("HEAD /engine/ HTTP/1.1\r\nHost: x\r\n\r\n");
    exchange().respond(ok("12345"));

    Answer answer = client.answerToHead();
    client.get(PATH);
    exchange().respond(ok("next"));

    assertThat(answer.headers()).containsEntry("Content-Length", "5");
    assertThat(client.answer().body()).isEqualTo("next");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PUT", "PATCH", "DELETE", "OPTIONS", "BREW"})
  protected void anyMethodReachesTheEndpoint(String method) {
    WireClient client = client().send(method + " /engine/ HTTP/1.1\r\nHost: x\r\n\r\n");

    HttpExchange exchange = exchange();
    exchange.respond(HttpResponse.of(405));

    assertThat(exchange.request().method()).isEqualTo(method);
    assertThat(client.answer().status()).isEqualTo(405);
  }

  @Test
  protected void otherPathsDoNotReachTheEndpoint() {
    WireClient client = client().get("/elsewhere");

    assertThat(client.answer().status()).isEqualTo(404);
    assertThat(hasExchange()).isFalse();
  }

  @Test
  protected void connectionServesOneRequestAfterTheOther() {
    WireClient client = client();
    for (int i = 0; i < 10; i++) {
      client.post(PATH + "?" + i, "body " + i);
      HttpExchange exchange = exchange();
      exchange.respond(ok(exchange.request().query() + result(bodyOf(exchange, 100))));

      assertThat(client.answer().body()).isEqualTo(i + "body " + i);
    }
  }

  @Test
  protected void pipelinedRequestsAreServedOneAtATimeAndInOrder() {
    WireClient client = client();
    client.get(PATH + "?0").post(PATH + "?1", "body").get(PATH + "?2").get("/elsewhere").get(PATH);

    HttpExchange first = exchange();
    throughoutAWhile(() -> !hasExchange());
    first.respond(ok("0"));
    HttpExchange second = exchange();
    second.respond(ok(result(bodyOf(second, 10))));
    exchange().respond(ok("2"));
    exchange().respond(ok("4"));

    assertThat(client.answer().body()).isEqualTo("0");
    assertThat(client.answer().body()).isEqualTo("body");
    assertThat(client.answer().body()).isEqualTo("2");
    assertThat(client.answer().status()).isEqualTo(404);
    assertThat(client.answer().body()).isEqualTo("4");
  }

  @Test
  protected void thousandPipelinedRequestsAreServedInOrder() {
    AtomicInteger open = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    onIoThread(
        exchange -> {
          most.accumulateAndGet(open.incrementAndGet(), Math::max);
          ForkJoinPool.commonPool()
              .execute(
                  () -> {
                    open.decrementAndGet();
                    exchange.respond(ok(exchange.request().query()));
                  });
        });
    WireClient client = client();
    CompletableFuture<Void> writing =
        CompletableFuture.runAsync(
            () -> {
              for (int i = 0; i < 1000; i++) {
                client.get(PATH + "?" + i);
              }
            });

    for (int i = 0; i < 1000; i++) {
      assertThat(client.answer().body()).isEqualTo(String.valueOf(i));
    }

    result(writing);
    assertThat(most).hasValue(1);
  }

  @Test
  protected void connectionEndsWhenTheClientWantsIt() {
    WireClient client =
        client().send("GET /engine/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

    exchange().respond(ok("bye"));

    assertThat(client.answer().body()).isEqualTo("bye");
    assertThat(client.rest()).isEmpty();
  }

  @Test
  protected void connectionEndsWhenTheEndpointWantsIt() {
    WireClient client = client().get(PATH);

    exchange().respondAndClose(ok("bye"));

    Answer answer = client.answer();
    assertThat(answer.body()).isEqualTo("bye");
    assertThat(answer.headers().get("Connection")).isEqualToIgnoringCase("close");
    assertThat(client.rest()).isEmpty();
  }

  @Test
  protected void abortedExchangeHasNoAnswer() {
    WireClient client = client().get(PATH);

    exchange().abort();

    assertThat(client.rest()).isEmpty();
  }

  @Test
  protected void onlyTheFirstAnswerCounts() {
    WireClient client = client().get(PATH);
    HttpExchange exchange = exchange();

    exchange.respond(ok("first"));
    exchange.respond(ok("second"));
    exchange.abort();

    assertThat(client.answer().body()).isEqualTo("first");
    client.get(PATH);
    exchange().respond(ok("third"));
    assertThat(client.answer().body()).isEqualTo("third");
  }

  // Bodies

  @Test
  protected void chunkedBodyIsReadWhole() {
    client()
        .send("POST /engine/ HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
        .send("3\r\nabc\r\n2;ext=1\r\nde\r\n0\r\nTrailer: 1\r\n\r\n");

    assertThat(result(bodyOf(exchange(), 5))).isEqualTo("abcde");
  }

  @Test
  protected void bodyInManyPiecesIsReadWhole() {
    byte[] body = "€".repeat(50).getBytes(java.nio.charset.StandardCharsets.UTF_8);
    WireClient client = client();
    client.send("POST /engine/ HTTP/1.1\r\nHost: x\r\nContent-Length: 150\r\n\r\n");
    CompletableFuture<String> read = bodyOf(exchange(), 150);

    for (byte next : body) {
      client.send(new byte[] {next});
    }

    assertThat(result(read)).isEqualTo("€".repeat(50));
  }

  @Test
  protected void bodiesOfAnyBytesComeAndGo() {
    byte[] every = new byte[256];
    for (int i = 0; i < every.length; i++) {
      every[i] = (byte) i;
    }
    WireClient client = client();
    client.send("POST /engine/ HTTP/1.1\r\nHost: x\r\nContent-Length: 256\r\n");
    client.send("Content-Type: application/octet-stream\r\n\r\n");
    client.send(every);
    HttpExchange exchange = exchange();
    CompletableFuture<byte[]> read = new CompletableFuture<>();
    exchange.readBody(
        256,
        new HttpExchange.BodyReceiver() {
          @Override
          public void onBody(byte[] body) {
            read.complete(body);
          }

          @Override
          public void onTooLarge() {
            read.complete(new byte[0]);
          }
        });
    assertThat(result(read)).isEqualTo(every);

    exchange.respond(new HttpResponse(200, new ResponseHeaders(), every));

    assertThat(client.answer().headers()).containsEntry("Content-Length", "256");
    client.get(PATH);
    exchange().respond(ok("next"));
    assertThat(client.answer().body()).isEqualTo("next");
  }

  @Test
  protected void bodyMayBeAskedForLate() {
    client().post(PATH, "later");
    HttpExchange exchange = exchange();

    CompletableFuture<String> body =
        CompletableFuture.supplyAsync(() -> result(bodyOf(exchange, 9)));

    assertThat(result(body)).isEqualTo("later");
  }

  @Test
  protected void requestWithoutBodyHasAnEmptyOne() {
    client().get(PATH);

    assertThat(result(bodyOf(exchange(), 10))).isEmpty();
  }

  @Test
  protected void bodyOfExactlyTheLimitIsRead() {
    client().post(PATH, "x".repeat(70_000));

    assertThat(result(bodyOf(exchange(), 70_000))).hasSize(70_000);
  }

  @Test
  protected void bodyOverTheLimitIsToldAndDropped() {
    WireClient client = client().post(PATH, "x".repeat(70_001));
    HttpExchange exchange = exchange();

    String body = result(bodyOf(exchange, 70_000));
    exchange.respond(HttpResponse.of(413));

    assertThat(body).isEqualTo("too large");
    assertThat(client.answer().status()).isEqualTo(413);
    client.get(PATH);
    exchange().respond(ok("still here"));
    assertThat(client.answer().body()).isEqualTo("still here");
  }

  @Test
  protected void bodyIsCountedAsItComesNotAsPromised() {
    WireClient client = client();
    client.send("POST /engine/ HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
    CompletableFuture<String> body = bodyOf(exchange(), 10);

    client.send("6\r\n123456\r\n5\r\n12345\r\n");

    assertThat(result(body)).isEqualTo("too large");
  }

  @Test
  protected void bodyThatNobodyAsksForIsDropped() {
    WireClient client = client().post(PATH, "x".repeat(100_000));

    exchange().respond(ok("not interested"));

    assertThat(client.answer().body()).isEqualTo("not interested");
    client.get(PATH);
    exchange().respond(ok("next"));
    assertThat(client.answer().body()).isEqualTo("next");
  }

  @Test
  protected void clientThatAsksBeforeItSendsTheBodyIsToldToGoOn() {
    WireClient client = client();
    client.send(
        "POST /engine/ HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
    HttpExchange exchange = exchange();
    CompletableFuture<String> body = bodyOf(exchange, 10);

    assertThat(client.answer().status()).isEqualTo(100);
    client.send("ok");
    exchange.respond(ok(result(body)));

    assertThat(client.answer().body()).isEqualTo("ok");
  }
}
