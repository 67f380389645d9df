package io.sockeye.examples.chat;

import io.sockeye.examples.chat.Messages.Picture;
import io.sockeye.examples.chat.Messages.Say;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What may be said in the chat. The page keeps to it, but others may speak to the server, too. */
final class Rules {
  /** The largest packet that the server takes; the client learns it in the handshake. */
  static final int MAX_PACKET_BYTES = 1_000_000;

  /**
   * Over long polling bytes travel as base64, in 4 characters for 3 bytes; and JSON comes along.
   */
  static final int MAX_PICTURE_BYTES = MAX_PACKET_BYTES / 4 * 3 - 32_768;

  private static final Pattern ROOM_NAME = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N} _-]{0,23}");
  private static final Pattern MESSAGE_ID = Pattern.compile("[0-9a-f]{24}");
  private static final int MAX_TEXT = 4_000;
  private static final int MAX_PICTURE_NAME = 255;
  private static final int MAX_PICTURE_SIDE = 65_535;

  /** What browsers show and what runs no script: no SVG. */
  private static final Set<String> PICTURE_TYPES =
      Set.of("image/png", "image/jpeg", "image/webp", "image/gif", "image/avif");

  private Rules() {}

  /** What is wrong with the name of a room, in words for the visitor. */
  static Optional<String> problemOfRoom(String name) {
    return ROOM_NAME.matcher(name).matches()
        ? Optional.empty()
        : Optional.of("The name of a room has 1 to 24 letters, digits, spaces or hyphens.");
  }

  /** What is wrong with a message, in words for the visitor. */
  static Optional<String> problemOf(Say say) {
    if (!MESSAGE_ID.matcher(say.id()).matches()) {
      return Optional.of("The message has no proper id.");
    }
    if (say.text().length() > MAX_TEXT) {
      return Optional.of("The text is too long: " + MAX_TEXT + " characters are the most.");
    }
    if (say.picture() != null) {
      return problemOf(say.picture());
    }
    return say.text().isBlank() ? Optional.of("The message is empty.") : Optional.empty();
  }

  private static Optional<String> problemOf(Picture picture) {
    if (!PICTURE_TYPES.contains(picture.type())) {
      return Optional.of("A picture of this type is not taken: " + picture.type());
    }
    int size = picture.bytes() == null ? 0 : picture.bytes().length;
    if (size == 0 || size > MAX_PICTURE_BYTES) {
      return Optional.of(
          "A picture has 1 to %d bytes, this has %d.".formatted(MAX_PICTURE_BYTES, size));
    }
    if (!isSide(picture.width()) || !isSide(picture.height())) {
      return Optional.of(
          "A picture cannot measure %d by %d.".formatted(picture.width(), picture.height()));
    }
    if (picture.name() != null && picture.name().length() > MAX_PICTURE_NAME) {
      return Optional.of("The name of the picture is too long.");
    }
    return Optional.empty();
  }

  private static boolean isSide(int pixels) {
    return pixels > 0 && pixels <= MAX_PICTURE_SIDE;
  }
}
