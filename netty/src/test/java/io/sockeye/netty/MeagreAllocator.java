package io.sockeye.netty;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledDirectByteBuf;
import io.netty.buffer.UnpooledHeapByteBuf;
import java.util.ArrayList;
import java.util.List;

/** Has no direct memory but what a buffer begins with, and none at all when told so. */
final class MeagreAllocator extends AbstractByteBufAllocator {
  private final List<ByteBuf> given = new ArrayList<>();
  private boolean empty;

  /** From now on there is no direct memory, or again. */
  void empty(boolean value) {
    empty = value;
  }

  /** How many buffers were not released. */
  long unreleased() {
    return given.stream().filter(each -> each.refCnt() > 0).count();
  }

  @Override
  protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
    return note(new UnpooledHeapByteBuf(this, initialCapacity, maxCapacity));
  }

  @Override
  protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
    if (empty) {
      throw new OutOfMemoryError("direct memory");
    }
    return note(new UnpooledDirectByteBuf(this, initialCapacity, initialCapacity));
  }

  private ByteBuf note(ByteBuf buffer) {
    given.add(buffer);
    return buffer;
  }

  @Override
  public boolean isDirectBufferPooled() {
    return false;
  }
}
