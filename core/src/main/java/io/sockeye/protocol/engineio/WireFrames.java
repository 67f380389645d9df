package io.sockeye.protocol.engineio;

import io.sockeye.protocol.Slice;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The WebSocket frames of a group, in order, to be written without another frame between them. */
public final class WireFrames {
  /** A form that a binding made for itself, and by what it was made. */
  private record Prepared(Function<WireFrames, ?> maker, Object form) {}

  private final Slice[] frames;
  private final boolean[] binary;
  private final long totalBytes;

  /** Null until a binding prepares a form of its own. */
  private volatile @Nullable Prepared prepared;

  private WireFrames(Slice[] frames, boolean[] binary) {
    this.frames = frames;
    this.binary = binary;
    long total = 0;
    for (Slice frame : frames) {
      total += frame.length();
    }
    this.totalBytes = total;
  }

  static WireFrames of(List<EnginePacket> packets, EngineCodec codec) {
    Slice[] frames = new Slice[packets.size()];
    boolean[] binary = new boolean[frames.length];
    for (int i = 0; i < frames.length; i++) {
      frames[i] = codec.frame(packets.get(i));
      binary[i] = packets.get(i).isBinary();
    }
    return new WireFrames(frames, binary);
  }

  static WireFrames base64(List<EnginePacket> packets, EngineCodec codec) {
    Slice[] frames = new Slice[packets.size()];
    for (int i = 0; i < frames.length; i++) {
      frames[i] = codec.base64Frame(packets.get(i));
    }
    return new WireFrames(frames, new boolean[frames.length]);
  }

  /** How many frames there are. */
  public int count() {
    return frames.length;
  }

  /** Whether a frame is a binary one rather than text. */
  public boolean isBinary(int index) {
    return binary[index];
  }

  /** The payload of a frame. */
  public Slice bytes(int index) {
    return frames[index];
  }

  /** The payload bytes of all frames together. */
  public long totalBytes() {
    return totalBytes;
  }

  /**
   * A form that a binding prepares for itself, such as an encoded frame, kept with the bytes so
   * that all recipients share it.
   *
   * <p>The maker must be one constant, for the form is kept by the identity of its maker: another
   * binding in the same program has another maker, and only the latest form is kept. When threads
   * race it may be asked more than once and the losers are dropped, so a form must not need to be
   * released, and must be safe to share.
   */
  @SuppressWarnings("unchecked") // what a maker made is of the maker's type
  public <T> T prepared(Function<WireFrames, T> maker) {
    Prepared kept = prepared;
    if (kept != null && kept.maker() == maker) {
      return (T) kept.form();
    }
    T form = maker.apply(this);
    prepared = new Prepared(maker, form);
    return form;
  }
}
