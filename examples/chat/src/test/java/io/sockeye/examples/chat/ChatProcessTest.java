package io.sockeye.examples.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sockeye.testsupport.ChildProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The chat in a process of its own, which is told to end while visitors speak. */
@DisabledOnOs(OS.WINDOWS)
final class ChatProcessTest {
  private static final int VISITORS = Integer.getInteger("sockeye.shutdown.clients", 100);
  private static final int VISITORS_A_ROOM = 4;
  private static final int SIGTERM_STATUS = 143;
  private static final long PATIENCE_SECONDS = 60;
  private static final Pattern ADDRESS = Pattern.compile(".*http://(127\\.0\\.0\\.1:\\d+).*");

  private final HttpClient http = HttpClient.newHttpClient();
  private ChildProcess process;
  private String address;

  @BeforeEach
  void start() throws IOException {
    process =
        ChildProcess.start(
            "the chat", ADDRESS, chat("0").redirectError(ProcessBuilder.Redirect.INHERIT));
    address = process.ready(1);
  }

  private static ProcessBuilder chat(String port) {
    return new ProcessBuilder(ChildProcess.java(ChatServer.class, port));
  }

  @AfterEach
  void kill() {
    process.close();
  }

  private List<SpeakingVisitor> visitors(int count) {
    List<CompletableFuture<SpeakingVisitor>> coming = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      URI uri = URI.create("ws://" + address + "/socket.io/?EIO=4&transport=websocket");
      coming.add(SpeakingVisitor.enter(http, uri, "Visitor " + i, "Room " + i / VISITORS_A_ROOM));
    }
    return coming.stream()
        .map(each -> each.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join())
        .toList();
  }

  /** All are told, and the process says goodbye. */
  private void assertEndsWell(List<SpeakingVisitor> visitors) {
    assertThat(visitors)
        .allSatisfy(
            each ->
                assertThat(each.closeCode())
                    .succeedsWithin(Duration.ofSeconds(PATIENCE_SECONDS))
                    .isEqualTo(1001));
    assertThat(process.awaitEnd()).isEqualTo(SIGTERM_STATUS);
    assertThat(process.saidSince()).containsExactly("The chat is closed.");
  }

  @Test
  void everyVisitorIsAnsweredAndToldWhenTheProcessIsToldToEnd() throws Exception {
    List<SpeakingVisitor> visitors = visitors(VISITORS);
    visitors.forEach(SpeakingVisitor::speak);
    await()
        .atMost(Duration.ofSeconds(PATIENCE_SECONDS))
        .until(() -> visitors.stream().allMatch(each -> each.receipts() > 1));

    process.tellToEnd();

    assertEndsWell(visitors);
    assertThat(visitors).allSatisfy(each -> assertThat(each.mistakes()).isEmpty());
  }

  @Test
  void portInUseEndsTheProcessWithAMessage() throws Exception {
    Process second = chat(address.substring(address.indexOf(':') + 1)).start();

    assertThat(second.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(second.exitValue()).isEqualTo(1);
    assertThat(second.errorReader().lines().toList())
        .anySatisfy(
            line ->
                assertThat(line)
                    .startsWith("The chat did not start: cannot listen on /" + address));
  }

  @Test
  void secondSignalHarmsNothing() throws Exception {
    List<SpeakingVisitor> visitors = visitors(10);

    process.tellToEnd();
    visitors.get(0).closeCode().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    process.tellToEnd();
    process.tellToEnd();

    assertEndsWell(visitors);
  }
}
