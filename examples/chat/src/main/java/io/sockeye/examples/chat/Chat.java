package io.sockeye.examples.chat;

import io.sockeye.examples.chat.Messages.Person;
import io.sockeye.server.Namespace;

/** The chat as a whole: who may come in, and what begins for those who do. */
final class Chat {
  private static final String PERSON = "person";

  private Chat() {}

  /** Opens the chat on a namespace, before the server starts. */
  static void open(Namespace chat) {
    var rooms = new Rooms();

    // Before a connection: the middleware throws to refuse, and keeps with the socket who it is.
    chat.use((socket, handshake) -> socket.data().put(PERSON, Door.admit(handshake)));

    // After it: each socket gets its listeners.
    chat.onConnection(
        socket -> {
          Person person = socket.data().get(PERSON, Person.class).orElseThrow();
          new Visit(chat, rooms, socket, person).begin();
        });
  }
}
