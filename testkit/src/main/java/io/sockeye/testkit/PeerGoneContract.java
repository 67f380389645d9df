package io.sockeye.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sockeye.server.engine.HttpExchange;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * What a binding promises of an {@link HttpExchange} whose peer goes away; a part of {@link
 * TransportContract}.
 */
public abstract class PeerGoneContract extends HttpContract {
  @Test
  protected void closeByThePeerAbortsAHangingExchangeAtOnce() {
    WireClient client = client().get(PATH);
    CompletableFuture<Void> aborted = abortOf(exchange());

    client.close();

    result(aborted);
  }

  @Test
  protected void resetByThePeerAbortsAHangingExchangeAtOnce() {
    WireClient client = client().get(PATH);
    CompletableFuture<Void> aborted = abortOf(exchange());

    client.reset();

    result(aborted);
  }

  @Test
  protected void halfCloseByThePeerAbortsAHangingExchangeAndEndsTheConnection() {
    WireClient client = client().get(PATH);
    CompletableFuture<Void> aborted = abortOf(exchange());

    client.endOutput();

    result(aborted);
    assertThat(client.rest()).isEmpty();
  }

  @Test
  protected void closeAfterFurtherRequestsAbortsAHangingExchange() {
    WireClient client = client().get(PATH).get(PATH).get(PATH);
    CompletableFuture<Void> aborted = abortOf(exchange());

    client.close();

    result(aborted);
    assertThat(hasExchange()).isFalse();
  }

  @Test
  protected void closeInTheMiddleOfABodyTellsNoBody() {
    WireClient client = client();
    client.send("POST /engine/ HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n12345");
    HttpExchange exchange = exchange();
    CompletableFuture<String> body = bodyOf(exchange, 100);
    CompletableFuture<Void> aborted = abortOf(exchange);

    client.close();

    result(aborted);
    assertThat(body).isNotDone();
  }

  @Test
  protected void whoAsksAfterTheAbortIsToldAtOnce() {
    WireClient client = client().get(PATH);
    HttpExchange exchange = exchange();
    CompletableFuture<Void> first = abortOf(exchange);
    client.reset();
    result(first);

    CompletableFuture<Void> second = abortOf(exchange);
    exchange.respond(ok("to nobody"));

    assertThat(second).isDone();
  }

  @Test
  protected void closeAfterTheAnswerIsNoAbort() {
    WireClient client = client().get(PATH);
    HttpExchange exchange = exchange();
    CompletableFuture<Void> aborted = abortOf(exchange);
    exchange.respond(ok("answered"));
    client.answer();

    client.close();

    WireClient other = client().get(PATH);
    exchange().respond(ok("other"));
    assertThat(other.answer().body()).isEqualTo("other");
    assertThat(aborted).isNotDone();
  }

  @Test
  protected void endOfTheRequestIsNoAbort() {
    client().post(PATH, "whole");
    HttpExchange exchange = exchange();
    CompletableFuture<Void> aborted = abortOf(exchange);

    String body = result(bodyOf(exchange, 10));

    assertThat(body).isEqualTo("whole");
    throughoutAWhile(() -> !aborted.isDone());
  }

  @Test
  protected void otherConnectionsDoNotNoticeAnAbort() {
    List<WireClient> clients = List.of(client(), client(), client());
    clients.forEach(client -> client.get(PATH));
    List<HttpExchange> hanging = List.of(exchange(), exchange(), exchange());
    List<CompletableFuture<Void>> aborts = hanging.stream().map(TransportFixture::abortOf).toList();

    clients.get(0).reset();
    await().until(() -> aborts.stream().filter(CompletableFuture::isDone).count() == 1);
    hanging.forEach(exchange -> exchange.respond(ok("late")));

    assertThat(clients.get(1).answer().body()).isEqualTo("late");
    assertThat(clients.get(2).answer().body()).isEqualTo("late");
  }
}
