package io.sockeye.examples.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sockeye.examples.chat.ChatServer;
import io.sockeye.netty.NettyServer;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Terminals in the chat: what one types, the other shows. */
final class ConsoleClientTest {
  private static final String HOST = "127.0.0.1";

  private NettyServer server = ChatServer.start(HOST, 0);
  private final int port = server.port();
  private final List<Terminal> terminals = new ArrayList<>();

  @AfterEach
  void leave() throws Exception {
    for (Terminal terminal : terminals) {
      terminal.keyboard.close();
      terminal.left.get(20, TimeUnit.SECONDS);
    }
    server.close();
  }

  @Test
  void whatOneTypesTheOtherSees() throws Exception {
    Terminal ada = inLobby("Ada");
    ada.shows("You are in Lobby, with nobody else.");
    Terminal bob = inLobby("Bob");
    bob.shows("You are in Lobby, with Ada.");
    ada.shows("Bob came in.");

    ada.type("good day");
    bob.type("and to you");

    bob.shows("Ada: good day");
    ada.shows("Bob: and to you");
  }

  @Test
  void whoComesLaterSeesTheHistoryOnce() throws Exception {
    Terminal ada = inLobby("Ada");
    Terminal bob = inLobby("Bob");
    ada.type("one");
    ada.type("two");
    bob.shows("Ada: two");

    Terminal eve = inLobby("Eve");
    ada.type("three");

    eve.shows("Ada: three");
    assertThat(eve.lines())
        .filteredOn(line -> line.startsWith("Ada:"))
        .containsExactly("Ada: one", "Ada: two", "Ada: three");
  }

  @Test
  void roomIsChanged() throws Exception {
    Terminal ada = inLobby("Ada");
    Terminal bob = inLobby("Bob");

    bob.type("/room Music");
    bob.type("/who");

    bob.shows("You are in Music, with nobody else.");
    bob.shows("Here is nobody else.");
    ada.shows("Bob went to Music.");
  }

  @Test
  void roomThatIsNotGrantedIsNotEntered() throws Exception {
    Terminal ada = inLobby("Ada");
    Terminal bob = inLobby("Bob");

    ada.type("/room ???");
    ada.type("still here");

    ada.shows("The name of a room has 1 to 24 letters, digits, spaces or hyphens.");
    bob.shows("Ada: still here");
  }

  @Test
  void refusalIsShownInTheWordsOfTheServer() throws Exception {
    Terminal nobody = terminal("x".repeat(40));

    nobody.shows("The server does not let you in: A name has 1 to 32 characters.");
    nobody.ended.get(20, TimeUnit.SECONDS);
  }

  @Test
  void whatIsTypedWhileTheServerIsAwayArrivesWhenItIsBack() throws Exception {
    Terminal ada = inLobby("Ada");
    Terminal bob = inLobby("Bob");

    server.close();
    await().until(() -> ada.lines().stream().anyMatch(line -> line.contains("Attempt 1 follows")));
    ada.type("are you there?");
    ada.shows("(It is sent when the connection is there.)");
    server = ChatServer.start(HOST, port);

    bob.shows("Ada: are you there?");
  }

  @Test
  void commandThatDoesNotExistIsNotSaid() throws Exception {
    Terminal ada = inLobby("Ada");

    ada.type("/romo Music");

    ada.shows("There is no such command. /room NAME, /who, /quit; all else is said.");
  }

  @Test
  void inputThatEndsBeforeTheServerIsReachedIsSaidAllTheSame() throws Exception {
    Terminal ada = inLobby("Ada");

    ConsoleClient.run(
        new BufferedReader(new StringReader("one\ntwo\n")),
        new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
        "http://" + HOST + ":" + port,
        "Bob",
        () -> {});

    ada.shows("Bob: one");
    ada.shows("Bob: two");
  }

  @Test
  void leavingIsQuiet() throws Exception {
    Terminal ada = inLobby("Ada");

    ada.type("/quit");

    ada.left.get(20, TimeUnit.SECONDS);
    assertThat(ada.lines()).last().isEqualTo("You are in Lobby, with nobody else.");
    assertThat(ada.ended).isNotDone();
  }

  @Test
  void addressThatIsNoneIsRefusedAtOnce() {
    assertThatThrownBy(
            () ->
                ConsoleClient.run(
                    new BufferedReader(new PipedReader()), System.out, "nonsense", "Ada", () -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nonsense");
  }

  private Terminal inLobby(String name) throws IOException {
    Terminal terminal = terminal(name);
    await().until(() -> terminal.lines().stream().anyMatch(line -> line.startsWith("You are in")));
    return terminal;
  }

  private Terminal terminal(String name) throws IOException {
    var terminal = new Terminal("http://" + HOST + ":" + port, name);
    terminals.add(terminal);
    return terminal;
  }

  /** A client with a keyboard and a screen. */
  private static final class Terminal {
    final PipedWriter keyboard = new PipedWriter();
    final ByteArrayOutputStream screen = new ByteArrayOutputStream();

    /** Completes when the visit ended by itself. */
    final CompletableFuture<Void> ended = new CompletableFuture<>();

    /** Completes when the client has returned. */
    final CompletableFuture<Void> left;

    Terminal(String url, String name) throws IOException {
      var in = new BufferedReader(new PipedReader(keyboard));
      var out = new PrintStream(screen, true, StandardCharsets.UTF_8);
      left =
          CompletableFuture.runAsync(
              () -> run(in, out, url, name), task -> new Thread(task, "terminal").start());
    }

    private void run(BufferedReader in, PrintStream out, String url, String name) {
      try {
        ConsoleClient.run(in, out, url, name, () -> ended.complete(null));
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }

    void type(String line) throws IOException {
      keyboard.write(line + System.lineSeparator());
      keyboard.flush();
    }

    List<String> lines() {
      return screen.toString(StandardCharsets.UTF_8).lines().toList();
    }

    void shows(String line) {
      await().untilAsserted(() -> assertThat(lines()).contains(line));
    }
  }
}
