package io.sockeye.client.engine;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Writes down what happens to a WebSocket, in words. */
final class WebSocketRecord implements WebSocketEvents {
  private final BlockingQueue<Object> events = new LinkedBlockingQueue<>();
  private final AtomicInteger written = new AtomicInteger();

  @Override
  public void onMessage(boolean binary, byte[] bytes) {
    events.add(
        binary ? "binary " + new String(bytes, ISO_8859_1) : "text " + new String(bytes, UTF_8));
  }

  @Override
  public void onWritten() {
    written.incrementAndGet();
  }

  @Override
  public void onClose(int code, String reason) {
    events.add("closed " + code + " " + reason);
  }

  @Override
  public void onFailure(ConnectFailure failure) {
    events.add(failure);
  }

  /** The next but onWritten. */
  Object next() throws InterruptedException {
    Object event = events.poll(10, TimeUnit.SECONDS);
    if (event == null) {
      throw new AssertionError("nothing happened");
    }
    return event;
  }

  boolean isEmpty() {
    return events.isEmpty();
  }

  int written() {
    return written.get();
  }
}
