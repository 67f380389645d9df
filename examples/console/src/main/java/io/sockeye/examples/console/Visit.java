package io.sockeye.examples.console;

import io.sockeye.DisconnectReason;
import io.sockeye.client.Manager;
import io.sockeye.client.Socket;
import io.sockeye.client.SocketOptions;
import io.sockeye.client.SocketState;
import io.sockeye.client.SocketState.Closed;
import io.sockeye.client.SocketState.Failed;
import io.sockeye.client.SocketState.Refused;
import io.sockeye.examples.console.Messages.Entered;
import io.sockeye.examples.console.Messages.Joined;
import io.sockeye.examples.console.Messages.Left;
import io.sockeye.examples.console.Messages.Login;
import io.sockeye.examples.console.Messages.People;
import io.sockeye.examples.console.Messages.Person;
import io.sockeye.examples.console.Messages.Said;
import io.sockeye.examples.console.Messages.Say;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A visit to the chat: what is typed goes there, what others say comes to the screen.
 *
 * <p>The listeners of the socket run one at a time. What the user's thread touches too is guarded
 * by the monitor of this object.
 */
final class Visit implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final String HELP = "/room NAME, /who, /quit; all else is said.";
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Consumer<String> screen;
  private final Runnable onEnd;
  private final Manager manager;
  private final Socket socket;
  private final Outbox outbox;

  private String room = "Lobby";

  /** Null until a room was entered. */
  private @Nullable People people;

  /** Null until a room was entered. */
  private @Nullable Person me;

  /** The number of the last message of the room that was shown. */
  private long shown;

  /**
   * Prepares a visit.
   *
   * @param screen takes the lines that the user is to see, from any thread
   * @param onEnd runs when the visit ends by itself: no attempt to connect follows
   */
  Visit(String url, String name, Consumer<String> screen, Runnable onEnd) {
    this.screen = screen;
    this.onEnd = onEnd;
    var login = new Login(name, randomHex(16));
    manager = Manager.builder(url).reconnectionDelay(Duration.ofMillis(500)).build();
    socket = manager.socket("/", SocketOptions.builder().auth(() -> login).build());
    outbox = new Outbox(socket, screen);
  }

  /** Begins; what comes of it the screen tells. */
  void begin() {
    socket.onState(this::state);
    socket.onConnect(this::enter);
    socket.onDisconnect(reason -> outbox.close());
    // The server asks who got a message: what a request listener returns is the ack.
    socket.onRequest(
        "said",
        Said.class,
        said -> {
          show(said);
          return null;
        });
    socket.on(
        "joined", Joined.class, joined -> screen.accept(joined.person().name() + " came in."));
    socket.on("left", Left.class, this::left);
    socket.on("people", People.class, this::people);
    socket.connect();
  }

  private void state(SocketState state) {
    if (state instanceof Closed closed
        && closed.reason() == DisconnectReason.IO_CLIENT_DISCONNECT) {
      return; // By us: nobody needs to be told.
    }
    screen.accept(Words.of(state));
    if (state instanceof Refused || state instanceof Failed || state instanceof Closed) {
      onEnd.run();
    }
  }

  /**
   * Asks for the room, the first time and after each reconnection. To wait here holds up only what
   * this socket hears, and that is what we want: the history comes first.
   *
   * @return false if the server does not want us there
   */
  private boolean enter() throws InterruptedException {
    String wanted = room();
    try {
      Entered entered = socket.timeout(PATIENCE).emitWithAck("enter", Entered.class, wanted).get();
      if (entered.error() != null) {
        screen.accept(entered.error());
        return false;
      }
      show(wanted, entered);
      outbox.open();
    } catch (ExecutionException e) {
      screen.accept(wanted + " cannot be entered now: " + e.getMessage());
    }
    return true;
  }

  private void show(String wanted, Entered entered) {
    List<Said> history = entered.history() == null ? List.of() : entered.history();
    synchronized (this) {
      me = entered.you();
      people = entered.people();
      if (history.isEmpty() || history.get(history.size() - 1).number() < shown) {
        shown = 0; // The server has begun anew.
      }
    }
    screen.accept("You are in " + wanted + ", with " + who() + '.');
    history.forEach(this::show);
  }

  private void show(Said said) {
    synchronized (this) {
      if (!said.room().equals(room) || said.number() <= shown) {
        return; // Of another room by now, or it came with the history.
      }
      shown = said.number();
    }
    String picture = said.picture() == null ? "" : " [picture " + said.picture().name() + ']';
    screen.accept(said.from().name() + ": " + said.text() + picture);
  }

  private void left(Left left) {
    String where = left.to() == null ? " is gone." : " went to " + left.to() + '.';
    screen.accept(left.person().name() + where);
  }

  private synchronized void people(People now) {
    if (now.room().equals(room)) {
      people = now;
    }
  }

  /**
   * Takes a line that the user typed: a command, or what is to be said.
   *
   * @return false if the user wants to leave
   */
  boolean type(String line) {
    String[] words = line.strip().split("\\s+", 2);
    switch (words[0]) {
      case "" -> {}
      case "/quit" -> {
        return false;
      }
      case "/who" -> screen.accept("Here is " + who() + '.');
      case "/room" -> change(words.length > 1 ? words[1] : "Lobby");
      case "/help" -> screen.accept(HELP);
      default -> sayOrRefuse(line.strip());
    }
    return true;
  }

  private void sayOrRefuse(String text) {
    if (text.startsWith("/")) {
      screen.accept("There is no such command. " + HELP);
    } else {
      say(text);
    }
  }

  private void say(String text) {
    outbox.add(new Say(randomHex(12), room(), text));
    if (!socket.isConnected()) {
      screen.accept("(It is sent when the connection is there.)");
    }
  }

  private void change(String wanted) {
    String before = room();
    move(wanted);
    try {
      if (socket.isConnected() && !enter()) {
        move(before);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What is said there is heard from now on. */
  private synchronized void move(String to) {
    room = to;
    shown = 0;
  }

  private synchronized String room() {
    return room;
  }

  private synchronized String who() {
    if (people == null || people.people().size() < 2) {
      return "nobody else";
    }
    return people.people().stream()
        .filter(person -> !person.equals(me))
        .map(Person::name)
        .collect(Collectors.joining(", "));
  }

  private static String randomHex(int bytes) {
    byte[] random = new byte[bytes];
    RANDOM.nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  /** Nothing more is typed: waits for what is still on its way. */
  void finish() throws InterruptedException {
    int left = outbox.awaitEmpty(PATIENCE);
    if (left > 0) {
      screen.accept(left + " of your messages did not get there.");
    }
  }

  /** Leaves, and keeps nothing running. */
  @Override
  public void close() {
    manager.close();
  }
}
