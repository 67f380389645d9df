package io.sockeye.client.engine;

import io.sockeye.protocol.engineio.EnginePacket;
import io.sockeye.protocol.engineio.PacketGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A transport whose network is the test: it does nothing by itself, and says what was asked. */
final class FakeTransport implements ClientTransport {
  private final TransportType type;
  private final Optional<String> joined;
  private final Events events;

  /** What throws, such as {@code websocket open}. */
  private final Set<String> throwing;

  /** What was sent and not taken yet: each packet as in a frame, binary ones in brackets. */
  private final List<String> sent = new ArrayList<>();

  /** One entry for each call of send: how many packets it had. */
  private final List<Integer> batches = new ArrayList<>();

  private boolean opened;
  private boolean writable;
  private boolean reading = true;
  private boolean closing;
  private boolean aborted;
  private @Nullable Runnable paused;
  private boolean resumed;
  private @Nullable String sid;

  FakeTransport(TransportType type, Optional<String> joined, Events events, Set<String> throwing) {
    this.type = type;
    this.joined = joined;
    this.events = events;
    this.throwing = throwing;
  }

  // ---- what the session asks for

  @Override
  public TransportType type() {
    return type;
  }

  private void perhapsThrow(String call) {
    if (throwing.contains(type.text() + " " + call)) {
      throw new IllegalStateException(call);
    }
  }

  @Override
  public void open() {
    opened = true;
    perhapsThrow("open");
  }

  @Override
  public void opened(String id) {
    sid = id;
  }

  @Override
  public boolean isWritable() {
    return writable && !closing && !aborted;
  }

  @Override
  public void send(List<PacketGroup> groups) {
    if (!isWritable()) {
      throw new AssertionError("sent to a transport that is not writable");
    }
    writable = false;
    perhapsThrow("send");
    int count = 0;
    for (PacketGroup group : groups) {
      for (EnginePacket packet : group.packets()) {
        sent.add(text(packet));
        count++;
      }
    }
    batches.add(count);
  }

  private static String text(EnginePacket packet) {
    String text = packet.frame().utf8();
    return packet.isBinary() ? "[" + text + "]" : text;
  }

  @Override
  public void pause(Runnable whenPaused) {
    paused = whenPaused;
    perhapsThrow("pause");
  }

  @Override
  public void resume() {
    resumed = true;
    paused = null;
    perhapsThrow("resume");
  }

  @Override
  public void setReading(boolean value) {
    reading = value;
    perhapsThrow("setReading");
  }

  @Override
  public void close() {
    closing = true;
    perhapsThrow("close");
  }

  @Override
  public void abort() {
    aborted = true;
    perhapsThrow("abort");
  }

  // ---- what the test sees

  Optional<String> joined() {
    return joined;
  }

  Optional<String> sid() {
    return Optional.ofNullable(sid);
  }

  boolean isOpened() {
    return opened;
  }

  boolean isReading() {
    return reading;
  }

  boolean isClosing() {
    return closing;
  }

  boolean isAborted() {
    return aborted;
  }

  boolean isPausing() {
    return paused != null;
  }

  boolean isResumed() {
    return resumed;
  }

  List<String> take() {
    List<String> taken = List.copyOf(sent);
    sent.clear();
    return taken;
  }

  List<Integer> takeBatches() {
    List<Integer> taken = List.copyOf(batches);
    batches.clear();
    return taken;
  }

  // ---- what the test lets happen; all in the mailbox

  void ready() {
    writable = true;
    events.onReady();
  }

  void packet(String frame) {
    events.onPacket(Frames.decode(frame));
  }

  void drain() {
    writable = true;
    events.onDrain();
  }

  /** Lets all go out that is there, and becomes there meanwhile. */
  void drainAll() {
    while (!writable) {
      drain();
    }
  }

  void rest() {
    Runnable whenPaused = paused;
    paused = null;
    if (whenPaused == null) {
      throw new AssertionError("nobody asked for a pause");
    }
    whenPaused.run();
  }

  void end(String detail) {
    events.onClose(detail);
  }

  void fail(ConnectFailure failure) {
    events.onFailure(failure);
  }
}
