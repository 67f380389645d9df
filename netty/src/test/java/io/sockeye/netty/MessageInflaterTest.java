package io.sockeye.netty;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.sockeye.protocol.Slice;
import io.sockeye.server.engine.PerMessageDeflate;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import java.util.zip.DataFormatException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is compressed here is inflated here; nothing that comes makes more than the bound. */
final class MessageInflaterTest {
  private static final int MAX_BYTES = 1_000_000;

  private static byte[] deflate(MessageDeflater deflater, byte[] data) {
    ByteBuf compressed = deflater.deflate(Slice.of(data), UnpooledByteBufAllocator.DEFAULT);
    Objects.requireNonNull(compressed);
    byte[] bytes = ByteBufUtil.getBytes(compressed);
    compressed.release();
    return bytes;
  }

  private static byte[] compressible(int size, long seed) {
    byte[] data = new byte[size];
    Random random = new Random(seed);
    for (int i = 0; i < size; i++) {
      data[i] = (byte) "sockeye ".charAt(random.nextInt(8));
    }
    return data;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void messagesOfAllSizesComeOutAsTheyWentIn(boolean takeover) throws DataFormatException {
    MessageDeflater deflater = new MessageDeflater(PerMessageDeflate.defaults(), takeover);
    MessageInflater inflater = new MessageInflater(takeover);

    for (int size = 40; size <= MAX_BYTES; size = size * 3 / 2) {
      byte[] data = compressible(size, size);
      byte[] compressed = deflate(deflater, data);
      assertThat(inflater.inflate(compressed, compressed.length, MAX_BYTES)).isEqualTo(data);
    }
    deflater.end();
    inflater.end();
  }

  @Test
  void bombIsStoppedAtTheBound() throws DataFormatException {
    byte[] bomb =
        deflate(new MessageDeflater(PerMessageDeflate.defaults(), false), new byte[200_000_000]);
    assertThat(bomb).hasSizeLessThan(MAX_BYTES);
    MessageInflater inflater = new MessageInflater(false);
    inflater.inflate(bomb, bomb.length, MAX_BYTES);

    long before = allocated();
    byte[] inflated = inflater.inflate(bomb, bomb.length, MAX_BYTES);
    long allocated = allocated() - before;

    assertThat(inflated).isNull();
    assertThat(allocated).as("bytes allocated").isLessThan(3L * MAX_BYTES);
  }

  private static long allocated() {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    return threads.getThreadAllocatedBytes(Thread.currentThread().getId());
  }

  @Test
  void longestCompressedMessageIsBoundedByWhatAnArrayHolds() {
    assertThat(MessageInflater.maxCompressedBytes(0)).isEqualTo(64);
    assertThat(MessageInflater.maxCompressedBytes(MAX_BYTES)).isBetween(MAX_BYTES, 1_010_000);
    assertThat(MessageInflater.maxCompressedBytes(Integer.MAX_VALUE - 8))
        .isEqualTo(Integer.MAX_VALUE - 8);
    assertThat(MessageInflater.maxCompressedBytes(Integer.MAX_VALUE))
        .isEqualTo(Integer.MAX_VALUE - 8);
  }

  @Test
  void endlessStreamsAreRefused() {
    byte[] emptyFinalBlocks = new byte[200];
    for (int i = 0; i < emptyFinalBlocks.length; i += 2) {
      emptyFinalBlocks[i] = 3;
    }

    assertThatThrownBy(() -> new MessageInflater(false).inflate(emptyFinalBlocks, 200, MAX_BYTES))
        .isInstanceOf(DataFormatException.class);
  }

  @Test
  void noiseInflatesToSomethingBoundedOrIsRefused() {
    MessageInflater inflater = new MessageInflater(false);
    byte[] good =
        deflate(new MessageDeflater(PerMessageDeflate.defaults(), false), compressible(3_000, 1));
    int refused = 0;
    for (int seed = 0; seed < 3_000; seed++) {
      Random random = new Random(seed);
      byte[] noise = Arrays.copyOf(good, 1 + random.nextInt(good.length));
      for (int i = 0; i < 3; i++) {
        noise[random.nextInt(noise.length)] = (byte) random.nextInt();
      }
      try {
        byte[] out = inflater.inflate(noise, noise.length, 5_000);
        assertThat(out == null || out.length <= 5_000).isTrue();
      } catch (DataFormatException e) {
        refused++;
      }
    }
    assertThat(refused).isPositive();
  }

  @Test
  void failureLeavesTheSharedStreamAsNew() throws DataFormatException {
    MessageInflater broken = new MessageInflater(false);
    assertThatThrownBy(() -> broken.inflate(new byte[] {-1, -1, 1}, 3, MAX_BYTES))
        .isInstanceOf(DataFormatException.class);
    byte[] text = "a neighbour's message ".repeat(10).getBytes(UTF_8);
    byte[] compressed = deflate(new MessageDeflater(PerMessageDeflate.defaults(), false), text);

    assertThat(new MessageInflater(false).inflate(compressed, compressed.length, MAX_BYTES))
        .isEqualTo(text);
  }
}
