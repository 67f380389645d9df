package io.sockeye.redis;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import java.nio.ByteBuffer;

/**
 * Names are text, values are bytes, and of a value that is larger than any message of ours nothing
 * is kept.
 */
final class BoundedCodec implements RedisCodec<String, byte[]> {
  /** How large a message of another server may be. */
  static final int MAX_BYTES = 8_000_000;

  /** Stands for a value that was too large; compared by identity. */
  static final byte[] TOO_LARGE = {};

  static final BoundedCodec INSTANCE = new BoundedCodec();

  private BoundedCodec() {}

  @Override
  public String decodeKey(ByteBuffer bytes) {
    return StringCodec.UTF8.decodeKey(bytes);
  }

  @Override
  public byte[] decodeValue(ByteBuffer bytes) {
    return bytes.remaining() > MAX_BYTES ? TOO_LARGE : ByteArrayCodec.INSTANCE.decodeValue(bytes);
  }

  @Override
  public ByteBuffer encodeKey(String key) {
    return StringCodec.UTF8.encodeKey(key);
  }

  @Override
  public ByteBuffer encodeValue(byte[] value) {
    return ByteBuffer.wrap(value);
  }
}
