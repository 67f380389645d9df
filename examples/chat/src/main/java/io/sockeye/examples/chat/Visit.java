package io.sockeye.examples.chat;

import io.sockeye.AckTimeoutException;
import io.sockeye.Args;
import io.sockeye.DisconnectReason;
import io.sockeye.examples.chat.Messages.Delivered;
import io.sockeye.examples.chat.Messages.Entered;
import io.sockeye.examples.chat.Messages.Joined;
import io.sockeye.examples.chat.Messages.Left;
import io.sockeye.examples.chat.Messages.Person;
import io.sockeye.examples.chat.Messages.Receipt;
import io.sockeye.examples.chat.Messages.Refused;
import io.sockeye.examples.chat.Messages.Said;
import io.sockeye.examples.chat.Messages.Say;
import io.sockeye.examples.chat.Messages.Typing;
import io.sockeye.server.Namespace;
import io.sockeye.server.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What one visitor does in the chat, and what the others are told of it.
 *
 * <p>The listeners of a socket run one at a time, so the field here needs no lock; the rooms, which
 * all visitors share, have one of their own.
 */
final class Visit {
  private static final Duration DELIVERY = Duration.ofSeconds(10);

  private final Namespace chat;
  private final Rooms rooms;
  private final Socket socket;
  private final Person person;

  /** Null until the first room is entered. */
  private @Nullable String room;

  Visit(Namespace chat, Rooms rooms, Socket socket, Person person) {
    this.chat = chat;
    this.rooms = rooms;
    this.socket = socket;
    this.person = person;
  }

  void begin() {
    // Requests: what the listener returns is the ack.
    socket.onRequest("enter", String.class, this::enter);
    socket.onRequest("say", Say.class, this::say);
    socket.onRequest("picture", String.class, this::picture);
    // An event: nobody waits for an answer.
    socket.on("typing", Boolean.class, this::typing);
    socket.onDisconnect(this::end);

    socket.emit("rooms", rooms.list());
  }

  private Object enter(String wanted) {
    String name = wanted.strip();
    Optional<String> problem = Rules.problemOfRoom(name);
    if (problem.isPresent()) {
      return new Refused(problem.get());
    }
    // First hear, then look: what is said from now on is in the history, or arrives, or both.
    socket.join(channel(name));
    Optional<Rooms.Entry> entry = rooms.enter(name, person, socket);
    if (entry.isEmpty()) {
      socket.leave(channel(name));
      return new Refused("There are too many rooms already.");
    }
    if (!name.equals(room)) {
      leave(name, null);
      room = name;
    }
    announce(name, entry.get());
    return new Entered(
        person, entry.get().people(), entry.get().history(), Rules.MAX_PICTURE_BYTES);
  }

  private void announce(String name, Rooms.Entry entry) {
    var others = socket.to(channel(name));
    others.emit("people", entry.people());
    Socket before = entry.before().orElse(null);
    if (before == null) {
      others.emit("joined", new Joined(name, person, now()));
    } else if (before != socket) {
      // This window is back before its old connection was found dead, or it was duplicated.
      before.disconnect();
    }
    chat.emit("rooms", rooms.list());
  }

  private Object say(Say say) {
    Optional<String> problem = Rules.problemOf(say);
    if (problem.isPresent()) {
      return new Refused(problem.get());
    }
    Optional<Rooms.Stored> stored = rooms.say(say, person, socket, now());
    if (stored.isEmpty()) {
      return new Refused("You are not in " + say.room() + " any more.");
    }
    Said said = stored.get().said();
    if (stored.get().isNew()) {
      tell(said);
    }
    return new Receipt(said.at(), said.number());
  }

  /** Passes a message on. When the others have acknowledged it, the author learns how many. */
  private void tell(Said said) {
    CompletionStage<Delivered> delivery =
        socket
            .to(channel(said.room()))
            .timeout(DELIVERY)
            .emitWithAck("said", said)
            .handle((answers, failure) -> delivered(said, answers, failure));
    delivery.thenAccept(delivered -> socket.emit("delivered", delivered));
  }

  private static Delivered delivered(
      Said said, @Nullable List<Args> answers, @Nullable Throwable failure) {
    if (answers != null) {
      return new Delivered(said.id(), answers.size(), answers.size());
    }
    // Some did not answer in time: the exception tells who did, and who is missing.
    if (failure instanceof AckTimeoutException partial) {
      int to = partial.answers().size();
      return new Delivered(said.id(), to, to + partial.missing().size());
    }
    return new Delivered(said.id(), 0, 0);
  }

  private byte @Nullable [] picture(String messageId) {
    return room == null ? null : rooms.picture(room, messageId);
  }

  private void typing(boolean typing) {
    if (room != null) {
      // Volatile: dropped for whom it cannot reach now, since it is stale in a moment.
      socket.to(channel(room)).asVolatile().emit("typing", new Typing(room, person, typing));
    }
  }

  private void end(DisconnectReason reason) {
    leave(null, reason.text());
  }

  private void leave(@Nullable String to, @Nullable String reason) {
    String left = room;
    if (left == null) {
      return;
    }
    room = null;
    socket.leave(channel(left));
    rooms
        .leave(left, person, socket)
        .ifPresent(
            people -> {
              var others = chat.to(channel(left));
              others.emit("left", new Left(left, person, to, reason, now()));
              others.emit("people", people);
              chat.emit("rooms", rooms.list());
            });
  }

  /**
   * The room of Socket.IO that belongs to a room of the chat. Each socket is also in a room that is
   * named by its id, and a name that a visitor chose must never become such a name.
   */
  private static String channel(String room) {
    return "room:" + room;
  }

  private static long now() {
    return System.currentTimeMillis();
  }
}
