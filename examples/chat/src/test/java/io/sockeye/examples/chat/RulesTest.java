package io.sockeye.examples.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.examples.chat.Messages.Picture;
import io.sockeye.examples.chat.Messages.Say;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RulesTest {
  private static final String ID = "0123456789abcdef01234567";

  @ParameterizedTest
  @ValueSource(strings = {"Lobby", "七人の侍", "Room 2", "a-b_c"})
  void roomsMayBeNamedInAnyLanguage(String name) {
    assertThat(Rules.problemOfRoom(name)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "-a", "a/b", "<b>", "a\nb", "abcdefghijklmnopqrstuvwxy"})
  void otherNamesOfRoomsAreRefused(String name) {
    assertThat(Rules.problemOfRoom(name)).isPresent();
  }

  @Test
  void messageNeedsTextOrPicture() {
    var blank = new Say(ID, "Lobby", "  ", null);
    var text = new Say(ID, "Lobby", "hello", null);
    var picture = new Say(ID, "Lobby", "", picture("image/png", 10));

    assertThat(Rules.problemOf(blank)).contains("The message is empty.");
    assertThat(Rules.problemOf(text)).isEmpty();
    assertThat(Rules.problemOf(picture)).isEmpty();
  }

  @Test
  void pictureThatMightRunScriptsIsRefused() {
    var say = new Say(ID, "Lobby", "", picture("image/svg+xml", 10));

    assertThat(Rules.problemOf(say)).hasValueSatisfying(why -> assertThat(why).contains("svg"));
  }

  @Test
  void largestPictureFitsIntoOnePacketOverLongPolling() {
    var largest = new Say(ID, "Lobby", "", picture("image/png", Rules.MAX_PICTURE_BYTES));
    var larger = new Say(ID, "Lobby", "", picture("image/png", Rules.MAX_PICTURE_BYTES + 1));

    assertThat(Rules.problemOf(largest)).isEmpty();
    assertThat(Rules.problemOf(larger)).isPresent();
    assertThat(Rules.MAX_PICTURE_BYTES / 3 * 4).isLessThan(Rules.MAX_PACKET_BYTES - 20_000);
  }

  private static Picture picture(String type, int size) {
    return new Picture("river.png", type, 40, 30, new byte[size]);
  }
}
