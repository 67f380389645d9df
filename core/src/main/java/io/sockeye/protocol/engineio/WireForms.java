package io.sockeye.protocol.engineio;

import io.sockeye.protocol.Slice;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a group looks like on the wire, by revision, each form made when first asked for.
 *
 * <p>The fields are written without a lock: two threads may make the same form, and either result
 * serves. That is sound because a form is immutable with final fields, or an array that is filled
 * before it is wrapped in such an object.
 */
@SuppressWarnings("EnumOrdinal") // an array may be raced for where an EnumMap may not
final class WireForms {
  /** A payload behind a final field, for safe publication through a race. */
  private static final class Payload {
    final Slice bytes;

    /** Null until somebody wants it in another form, such as compressed. */
    private @Nullable Coded coded;

    Payload(byte[] bytes) {
      this.bytes = Slice.of(bytes);
    }

    byte[] coded(UnaryOperator<byte[]> coding) {
      Coded form = coded;
      if (form == null || form.coding() != coding) {
        form = new Coded(coding, Slice.of(coding.apply(bytes.array())));
        coded = form;
      }
      return form.bytes().array();
    }
  }

  /** What a coding made of a payload. */
  private record Coded(UnaryOperator<byte[]> coding, Slice bytes) {}

  private static final int VERSIONS = EngineVersion.values().length;

  private final List<EnginePacket> packets;
  private final @Nullable WireFrames[] frames = new @Nullable WireFrames[VERSIONS];

  /** Null until a peer wants base64, which is rare. */
  private @Nullable WireFrames @Nullable [] base64Frames;

  /** Those that are text, then those that are not; null until a peer polls. */
  private @Nullable Payload @Nullable [] payloads;

  WireForms(List<EnginePacket> packets) {
    this.packets = packets;
  }

  WireFrames frames(EngineVersion version) {
    WireFrames form = frames[version.ordinal()];
    if (form == null) {
      form = WireFrames.of(packets, version.codec());
      frames[version.ordinal()] = form;
    }
    return form;
  }

  WireFrames base64Frames(EngineVersion version) {
    @Nullable WireFrames[] forms = base64Frames;
    if (forms == null) {
      forms = new @Nullable WireFrames[VERSIONS];
      base64Frames = forms;
    }
    WireFrames form = forms[version.ordinal()];
    if (form == null) {
      form = WireFrames.base64(packets, version.codec());
      forms[version.ordinal()] = form;
    }
    return form;
  }

  byte[] payload(EngineVersion version) {
    @Nullable Payload[] forms = payloads();
    Payload form = forms[version.ordinal()];
    if (form == null) {
      form = new Payload(version.codec().payload(packets));
      forms[version.ordinal()] = form;
    }
    return form.bytes.array();
  }

  byte[] payload(EngineVersion version, BinaryPayload binary) {
    @Nullable Payload[] forms = payloads();
    int index = VERSIONS + version.ordinal();
    Payload form = forms[index];
    if (form == null) {
      form = new Payload(binary.encode(packets));
      forms[index] = form;
    }
    return form.bytes.array();
  }

  /** A payload that was made here, in another form. */
  byte[] coded(UnaryOperator<byte[]> coding, byte[] payload) {
    for (@Nullable Payload form : payloads()) {
      if (form != null && form.bytes.array() == payload) {
        return form.coded(coding);
      }
    }
    return coding.apply(payload); // Another thread made the same payload, and that one is kept.
  }

  private @Nullable Payload[] payloads() {
    @Nullable Payload[] forms = payloads;
    if (forms == null) {
      forms = new @Nullable Payload[2 * VERSIONS];
      payloads = forms;
    }
    return forms;
  }
}
