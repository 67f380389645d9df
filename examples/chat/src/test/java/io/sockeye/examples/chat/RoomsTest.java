package io.sockeye.examples.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.examples.chat.Messages.Person;
import io.sockeye.examples.chat.Messages.Picture;
import io.sockeye.examples.chat.Messages.RoomInfo;
import io.sockeye.examples.chat.Messages.Said;
import io.sockeye.examples.chat.Messages.Say;
import io.sockeye.server.Socket;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.Test;

final class RoomsTest {
  private static final Person ADA = new Person("1", "Ada");
  private static final Person BOB = new Person("2", "Bob");

  private final Rooms rooms = new Rooms();
  private final Socket ada = socket();
  private final Socket bob = socket();

  @Test
  void whoEntersFindsTheOthersAndWhatWasSaid() {
    rooms.enter("Lobby", ADA, ada);
    rooms.say(say("a", "hello"), ADA, ada, 1_000);

    var entry = rooms.enter("Lobby", BOB, bob).orElseThrow();

    assertThat(entry.people().people()).containsExactly(ADA, BOB);
    assertThat(entry.history()).extracting(Said::text).containsExactly("hello");
  }

  @Test
  void messageThatIsSentAgainIsStoredOnce() {
    rooms.enter("Lobby", ADA, ada);

    var first = rooms.say(say("a", "hello"), ADA, ada, 1_000).orElseThrow();
    var again = rooms.say(say("a", "hello"), ADA, ada, 9_000).orElseThrow();

    assertThat(first.isNew()).isTrue();
    assertThat(again.isNew()).isFalse();
    assertThat(again.said().at()).isEqualTo(1_000);
    assertThat(rooms.enter("Lobby", BOB, bob).orElseThrow().history()).hasSize(1);
  }

  @Test
  void messagesOfARoomAreCounted() {
    rooms.enter("Lobby", ADA, ada);

    var first = rooms.say(say("a", "one"), ADA, ada, 1_000).orElseThrow();
    rooms.say(say("a", "one"), ADA, ada, 2_000);
    var second = rooms.say(say("b", "two"), ADA, ada, 3_000).orElseThrow();

    assertThat(second.said().number()).isEqualTo(first.said().number() + 1);
  }

  @Test
  void nobodySpeaksInARoomThatTheyAreNotIn() {
    rooms.enter("Lobby", ADA, ada);

    assertThat(rooms.say(say("a", "hello"), BOB, bob, 1_000)).isEmpty();
  }

  @Test
  void personWhoIsBackIsNotTakenAwayByTheEndOfTheOldSocket() {
    rooms.enter("Lobby", ADA, ada);
    Socket newer = socket();

    var entry = rooms.enter("Lobby", ADA, newer).orElseThrow();

    assertThat(entry.before()).containsSame(ada);
    assertThat(rooms.leave("Lobby", ADA, ada)).isEmpty();
    assertThat(rooms.leave("Lobby", ADA, newer)).isPresent();
  }

  @Test
  void eachChangeOfARoomHasAHigherRevision() {
    var first = rooms.enter("Lobby", ADA, ada).orElseThrow().people();
    var second = rooms.enter("Lobby", BOB, bob).orElseThrow().people();
    var third = rooms.leave("Lobby", ADA, ada).orElseThrow();

    assertThat(second.revision()).isGreaterThan(first.revision());
    assertThat(third.revision()).isGreaterThan(second.revision());
    assertThat(third.people()).containsExactly(BOB);
  }

  @Test
  void openedRoomGoesWithItsLastVisitor() {
    rooms.enter("Salmon", ADA, ada);

    assertThat(rooms.list().rooms()).contains(new RoomInfo("Salmon", 1));

    rooms.leave("Salmon", ADA, ada);

    assertThat(rooms.list().rooms()).extracting(RoomInfo::name).doesNotContain("Salmon");
  }

  @Test
  void numberOfRoomsIsBounded() {
    int opened = 0;
    while (opened < 1_000 && rooms.enter("Room " + opened, ADA, ada).isPresent()) {
      opened++;
    }

    assertThat(opened).isBetween(10, 100);
  }

  @Test
  void historyComesWithoutPicturesWhichCanBeAskedFor() {
    rooms.enter("Lobby", ADA, ada);
    var picture = new Picture("river.png", "image/png", 4, 3, new byte[] {1, 2, 3});
    rooms.say(new Say("a", "Lobby", "", picture), ADA, ada, 1_000);

    var history = rooms.enter("Lobby", BOB, bob).orElseThrow().history();

    assertThat(history.get(0).picture().bytes()).isNull();
    assertThat(rooms.picture("Lobby", "a")).containsExactly(1, 2, 3);
  }

  @Test
  void whatARoomKeepsIsBounded() {
    rooms.enter("Lobby", ADA, ada);
    var picture = new Picture("river.png", "image/png", 4, 3, new byte[] {1, 2, 3});
    for (int i = 0; i < 200; i++) {
      rooms.say(new Say("m" + i, "Lobby", "", picture), ADA, ada, i);
    }

    var history = rooms.enter("Lobby", BOB, bob).orElseThrow().history();

    assertThat(history).hasSize(50).last().extracting(Said::id).isEqualTo("m199");
    assertThat(rooms.picture("Lobby", "m199")).isNotNull();
    assertThat(rooms.picture("Lobby", "m150")).isNull();
  }

  private static Say say(String id, String text) {
    return new Say(id, "Lobby", text, null);
  }

  /** The rooms only tell sockets apart. */
  private static Socket socket() {
    return (Socket)
        Proxy.newProxyInstance(
            Socket.class.getClassLoader(),
            new Class<?>[] {Socket.class},
            (proxy, method, args) -> {
              throw new UnsupportedOperationException(method.getName());
            });
  }
}
