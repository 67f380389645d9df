package io.sockeye.protocol.engineio;

import io.sockeye.concurrent.Fields;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A packet and its attachments, which are never torn apart on the way to the wire.
 *
 * <p>Immutable but for a count, and shared by all recipients of a broadcast: its wire forms are
 * computed when first asked for and kept, at most once per revision but for a harmless race of two
 * threads.
 */
public final class PacketGroup {
  private static final VarHandle HOLDERS = Fields.of(MethodHandles.lookup(), "holders", int.class);

  private final List<EnginePacket> packets;
  private final boolean compress;
  private final WireForms forms;
  private final int size;

  /** By how many sessions it is held that are slow; counted for whoever counts the bytes. */
  @SuppressWarnings("UnusedVariable") // by HOLDERS
  private volatile int holders;

  private PacketGroup(List<EnginePacket> packets, boolean compress, WireForms forms, int size) {
    this.packets = packets;
    this.compress = compress;
    this.forms = forms;
    this.size = size;
  }

  private static PacketGroup of(List<EnginePacket> packets) {
    int size = 0;
    for (EnginePacket packet : packets) {
      size = Math.addExact(size, packet.frame().length());
    }
    return new PacketGroup(packets, true, new WireForms(packets), size);
  }

  /** A packet that stands alone. */
  public static PacketGroup of(EnginePacket packet) {
    return of(List.of(packet));
  }

  /** A packet and the binary messages that must follow it. The arrays are kept, not copied. */
  public static PacketGroup of(EnginePacket head, List<byte[]> attachments) {
    if (attachments.isEmpty()) {
      return of(head);
    }
    List<EnginePacket> packets = new ArrayList<>(1 + attachments.size());
    packets.add(head);
    for (byte[] attachment : attachments) {
      packets.add(EnginePacket.binary(attachment));
    }
    return of(List.copyOf(packets));
  }

  /** The polling form of several groups as text, in order. */
  public static byte[] payload(EngineVersion version, List<PacketGroup> groups) {
    if (groups.size() == 1) {
      return groups.get(0).payload(version);
    }
    return version.codec().join(groups.stream().map(group -> group.payload(version)).toList());
  }

  /**
   * The polling form of several groups that carries binary messages as they are.
   *
   * @throws IllegalArgumentException if the revision has no such form
   */
  public static byte[] binaryPayload(EngineVersion version, List<PacketGroup> groups) {
    BinaryPayload form =
        version
            .codec()
            .binaryPayload()
            .orElseThrow(() -> new IllegalArgumentException(version + " has no binary payloads"));
    if (groups.size() == 1) {
      return groups.get(0).forms.payload(version, form);
    }
    return version
        .codec()
        .join(groups.stream().map(group -> group.forms.payload(version, form)).toList());
  }

  /** The same packets, which may or may not be compressed on the wire; shares the wire forms. */
  public PacketGroup withCompress(boolean compress) {
    return compress == this.compress ? this : new PacketGroup(packets, compress, forms, size);
  }

  /**
   * The same packets without any wire form that was computed, for whoever keeps them for long: it
   * holds no more than {@link #size} bytes and a little.
   */
  public PacketGroup withoutForms() {
    return new PacketGroup(packets, compress, new WireForms(packets), size);
  }

  /** Whether a binding that compresses may compress this; true unless told otherwise. */
  public boolean compress() {
    return compress;
  }

  /** The packets, in the order of the wire; unmodifiable. */
  public List<EnginePacket> packets() {
    return packets;
  }

  /** Whether any of the packets is binary. */
  public boolean hasBinary() {
    // Attachments follow their packet, so the last one tells.
    return packets.get(packets.size() - 1).isBinary();
  }

  /** The bytes of all packets as frames of a WebSocket, without the headers of the frames. */
  public int size() {
    return size;
  }

  /**
   * Notes that it waits in one place more, for whoever counts what waits: a group that is shared is
   * to be counted once. The group itself makes nothing of it.
   *
   * @return whether it waited nowhere
   */
  public boolean addHolder() {
    return (int) HOLDERS.getAndAdd(this, 1) == 0;
  }

  /**
   * Undoes one {@link #addHolder}.
   *
   * @return whether it waits nowhere any more
   */
  public boolean removeHolder() {
    return (int) HOLDERS.getAndAdd(this, -1) == 1;
  }

  /** The frames for a WebSocket. */
  public WireFrames frames(EngineVersion version) {
    return forms.frames(version);
  }

  /** The frames for a WebSocket whose peer asked for {@code b64=1}: all of them text. */
  public WireFrames base64Frames(EngineVersion version) {
    return forms.base64Frames(version);
  }

  /** The polling form as text, without a separator at its ends. Shared: not to be modified. */
  public byte[] payload(EngineVersion version) {
    return forms.payload(version);
  }

  /**
   * A payload of this group alone in another form, such as compressed; kept like the other forms,
   * so that all who poll share it. Shared: not to be modified.
   *
   * @param coding makes the form; to be one constant, for what is kept is found by its identity,
   *     and only the latest is
   * @param payload what this group gave as its payload
   */
  public byte[] coded(UnaryOperator<byte[]> coding, byte[] payload) {
    return forms.coded(coding, payload);
  }

  @Override
  public String toString() {
    return "PacketGroup" + packets;
  }
}
