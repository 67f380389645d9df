package io.sockeye.examples.chat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A visitor who goes on speaking: each receipt is followed by the next message. */
final class SpeakingVisitor implements WebSocket.Listener {
  private static final int ENTERING = 0;
  private static final Pattern QUESTION = Pattern.compile("42(\\d+)");
  private static final Pattern ACK = Pattern.compile("43(\\d+)\\[(.*)]", Pattern.DOTALL);

  private final String name;
  private final String room;
  private final StringBuilder frame = new StringBuilder();
  private final CompletableFuture<SpeakingVisitor> entered = new CompletableFuture<>();
  private final CompletableFuture<Integer> closeCode = new CompletableFuture<>();
  private final AtomicInteger receipts = new AtomicInteger();
  private final List<String> mistakes = new CopyOnWriteArrayList<>();

  /** Frames are written one after the other. */
  private CompletableFuture<?> written = CompletableFuture.completedFuture(null);

  /** Set when the first frame comes, before anything else happens. */
  private volatile WebSocket webSocket;

  /** The number of the message that is to be acknowledged; 0 before the first. */
  private volatile int said;

  private SpeakingVisitor(String name, String room) {
    this.name = name;
    this.room = room;
  }

  /** Completes when the visitor is in a room. */
  static CompletableFuture<SpeakingVisitor> enter(
      HttpClient http, URI uri, String name, String room) {
    SpeakingVisitor visitor = new SpeakingVisitor(name, room);
    var unused =
        http.newWebSocketBuilder()
            .buildAsync(uri, visitor)
            .whenComplete(
                (open, failure) -> {
                  if (failure != null) {
                    visitor.entered.completeExceptionally(failure);
                  }
                });
    return visitor.entered;
  }

  /** Begins. */
  void speak() {
    sayNext();
  }

  /** How many messages were acknowledged. */
  int receipts() {
    return receipts.get();
  }

  /** What should not have come. */
  List<String> mistakes() {
    return mistakes;
  }

  /** With which the server closed. */
  CompletableFuture<Integer> closeCode() {
    return closeCode;
  }

  @Override
  public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
    webSocket = from;
    frame.append(part);
    if (last) {
      String whole = frame.toString();
      frame.setLength(0);
      onFrame(whole);
    }
    from.request(1);
    return null;
  }

  private void onFrame(String packet) {
    Matcher ack = ACK.matcher(packet);
    if (packet.startsWith("0")) {
      send("40{\"name\":\"%s\",\"key\":\"%032x\"}".formatted(name, name.hashCode()));
    } else if (packet.startsWith("40")) {
      send("42%d[\"enter\",\"%s\"]".formatted(ENTERING, room));
    } else if (packet.startsWith("2")) {
      send("3");
    } else if (ack.matches()) {
      onAck(Integer.parseInt(ack.group(1)), ack.group(2));
    } else if (packet.startsWith("42")) {
      Matcher question = QUESTION.matcher(packet);
      if (question.lookingAt()) {
        send("43" + question.group(1) + "[]");
      }
    }
  }

  private void onAck(int number, String answer) {
    if (number == ENTERING) {
      entered.complete(this);
    } else if (number != said) {
      mistakes.add("a receipt for %d after %d was said".formatted(number, said));
    } else if (!answer.contains("\"number\":")) {
      mistakes.add("no receipt: " + answer);
    } else {
      receipts.incrementAndGet();
      sayNext();
    }
  }

  private void sayNext() {
    int number = said + 1; // One at a time: the next follows a receipt.
    said = number;
    String id = "%012x%012x".formatted(name.hashCode() & 0xffffffffL, number);
    send(
        "42%d[\"say\",{\"id\":\"%s\",\"room\":\"%s\",\"text\":\"hello\"}]"
            .formatted(number, id, room));
  }

  private synchronized void send(String text) {
    written = written.thenCompose(before -> webSocket.sendText(text, true));
  }

  @Override
  public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
    closeCode.complete(code);
    return null;
  }

  @Override
  public void onError(WebSocket from, Throwable failure) {
    closeCode.completeExceptionally(failure);
  }
}
