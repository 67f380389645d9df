package io.sockeye.netty;

import io.netty.util.concurrent.FastThreadLocal;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * The zlib of one event loop: its connections use it one message after the other, so that native
 * memory is bounded by the number of I/O threads. It is freed when the thread ends. A connection
 * whose window lives on has one of its own, and frees it itself.
 *
 * <p>All of them are raw streams without a header, with a window of 15 bits.
 */
final class Zlib {
  private static final FastThreadLocal<Zlib> OF_THREAD =
      new FastThreadLocal<>() {
        @Override
        protected Zlib initialValue() {
          return new Zlib();
        }

        @Override
        protected void onRemoval(Zlib zlib) {
          zlib.end();
        }
      };

  /** How many streams hold native memory now. */
  private static final AtomicInteger OPEN = new AtomicInteger();

  /** Null until needed. */
  private @Nullable Deflater deflater;

  private int deflaterLevel;

  /** Null until needed. */
  private @Nullable Inflater inflater;

  private Zlib() {}

  static Zlib ofThread() {
    return OF_THREAD.get();
  }

  /** As new; to be {@link Deflater#reset} after use. */
  Deflater deflater(int level) {
    Deflater shared = deflater;
    if (shared != null && deflaterLevel != level) {
      // One that changes its level writes what was not asked for. Servers of several levels on one
      // event loop are rare.
      end(shared);
      shared = null;
    }
    if (shared == null) {
      shared = newDeflater(level);
      deflater = shared;
      deflaterLevel = level;
    }
    return shared;
  }

  /** As new; to be {@link Inflater#reset} after use. */
  Inflater inflater() {
    Inflater shared = inflater;
    if (shared == null) {
      shared = newInflater();
      inflater = shared;
    }
    return shared;
  }

  private void end() {
    if (deflater != null) {
      end(deflater);
    }
    if (inflater != null) {
      end(inflater);
    }
  }

  /** One that the caller must {@linkplain #end(Deflater) end}. */
  static Deflater newDeflater(int level) {
    OPEN.incrementAndGet();
    return new Deflater(level, true);
  }

  /** One that the caller must {@linkplain #end(Inflater) end}. */
  static Inflater newInflater() {
    OPEN.incrementAndGet();
    return new Inflater(true);
  }

  static void end(Deflater deflater) {
    deflater.end();
    OPEN.decrementAndGet();
  }

  static void end(Inflater inflater) {
    inflater.end();
    OPEN.decrementAndGet();
  }

  /** How many streams hold native memory now, in the whole process. */
  static int open() {
    return OPEN.get();
  }
}
