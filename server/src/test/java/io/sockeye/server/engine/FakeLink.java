package io.sockeye.server.engine;

import io.sockeye.protocol.engineio.WireFrames;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** A WebSocket that keeps what is sent, and whose other end is the test. */
final class FakeLink implements WebSocketLink {
  private final WebSocketReceiver receiver;
  private final List<String> sent = new ArrayList<>();
  private final List<Boolean> compressed = new ArrayList<>();
  private int closeCode = -1;
  private boolean aborted;
  private boolean reading = true;
  private boolean stuck;
  private long pending;

  private FakeLink(WebSocketReceiver receiver) {
    this.receiver = receiver;
  }

  static FakeLink open(WebSocketReceiver receiver) {
    FakeLink link = new FakeLink(receiver);
    receiver.onOpen(link);
    return link;
  }

  // ---- the binding's side

  @Override
  public void send(WireFrames frames, boolean compress) {
    if (isClosed()) {
      return;
    }
    compressed.add(compress);
    if (stuck) {
      pending += frames.totalBytes();
    }
    for (int i = 0; i < frames.count(); i++) {
      sent.add(
          frames.isBinary(i)
              ? "0x" + HexFormat.of().formatHex(frames.bytes(i).toArray())
              : frames.bytes(i).utf8());
    }
  }

  @Override
  public long pendingBytes() {
    return pending;
  }

  @Override
  public void close(int code, String reason) {
    if (!isClosed()) {
      closeCode = code;
      receiver.onClose(code == 0 ? 1005 : code, reason);
    }
  }

  @Override
  public void abort() {
    if (!isClosed()) {
      aborted = true;
      receiver.onClose(1006, "");
    }
  }

  @Override
  public void pauseReading() {
    reading = false;
  }

  @Override
  public void resumeReading() {
    reading = true;
  }

  // ---- the test's side

  /** The client sends a text frame. */
  void text(String frame) {
    receiver.onText(frame.getBytes(StandardCharsets.UTF_8));
  }

  /** The client sends a binary frame. */
  void binary(byte... data) {
    receiver.onBinary(data);
  }

  /** The client closes. */
  void disconnect() {
    closeCode = 1005;
    receiver.onClose(1005, "");
  }

  /** The client stops reading: what is sent from now on stays pending. */
  void stopReading() {
    stuck = true;
  }

  /** The client reads all that was pending, and goes on reading. */
  void readAll() {
    stuck = false;
    pending = 0;
    receiver.onWritable();
  }

  /** The client reads some of what was pending, and stops again. */
  void takeBytes(long bytes) {
    pending -= bytes;
  }

  /** The binding has noticed that little is pending. */
  void tellWritable() {
    receiver.onWritable();
  }

  /** What was sent since the last call. */
  List<String> take() {
    List<String> frames = List.copyOf(sent);
    sent.clear();
    return frames;
  }

  /** Whether each group that was sent may be compressed. */
  List<Boolean> compressed() {
    return List.copyOf(compressed);
  }

  boolean isClosed() {
    return closeCode >= 0 || aborted;
  }

  boolean isAborted() {
    return aborted;
  }

  int closeCode() {
    return closeCode;
  }

  boolean isReading() {
    return reading;
  }
}
