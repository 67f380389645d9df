package io.sockeye.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sockeye.testkit.WireClient;
import java.io.ByteArrayOutputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the pieces in which frames come, the same is read; whatever comes, nothing breaks. */
final class FrameReaderTest {
  private static final int MAX_BYTES = 100_000;

  private static final class Recorder implements FrameReader.Sink {
    final List<String> told = new ArrayList<>();

    @Override
    public void onText(byte[] utf8) {
      told.add("text " + new String(utf8, StandardCharsets.UTF_8));
    }

    @Override
    public void onBinary(byte[] data) {
      told.add("binary " + Arrays.hashCode(data));
    }

    @Override
    public void onPing(byte[] payload) {
      told.add("ping " + Arrays.toString(payload));
    }

    @Override
    public void onCloseFrame(int code, String reason) {
      told.add("close " + code + reason);
    }

    @Override
    public void onViolation(int closeCode, ProtocolException cause) {
      told.add("violation " + closeCode);
    }

    @Override
    public boolean isReading() {
      return true;
    }
  }

  private static List<String> read(byte[] wire, int pieceLength) {
    Recorder recorder = new Recorder();
    FrameReader reader = new FrameReader(recorder, MAX_BYTES, null);
    for (int from = 0; from < wire.length; from += pieceLength) {
      ByteBuf piece = Unpooled.wrappedBuffer(wire, from, Math.min(pieceLength, wire.length - from));
      reader.read(piece);
      assertThat(piece.isReadable()).isFalse();
    }
    return recorder.told;
  }

  @Test
  void arrayGrowsByDoublingToWhatIsExpectedAtMost() {
    assertThat(FrameReader.grown(0, 1_000, 70_000)).isEqualTo(1_000);
    assertThat(FrameReader.grown(1_000, 500, 69_000)).isEqualTo(2_000);
    assertThat(FrameReader.grown(1_000, 5_000, 69_000)).isEqualTo(6_000);
    assertThat(FrameReader.grown(40_000, 500, 30_000)).isEqualTo(70_000);
  }

  @Test
  void arrayOfMoreThanAGigabyteGrowsAsWell() {
    int gigabyte = 1 << 30;
    int most = Integer.MAX_VALUE - 8;

    assertThat(FrameReader.grown(gigabyte, 8_192, most - gigabyte)).isEqualTo(most);
    assertThat(FrameReader.grown(gigabyte + 1, 8_192, gigabyte / 2))
        .isEqualTo(gigabyte + 1 + gigabyte / 2);
  }

  /** A stream of messages, some in fragments, with pings between; and what must be read of it. */
  private static byte[] validStream(Random random, List<String> expected) {
    var wire = new ByteArrayOutputStream();
    for (int i = 0; i < 30; i++) {
      byte[] payload =
          new byte[random.nextInt(10) == 0 ? random.nextInt(70_000) : random.nextInt(200)];
      random.nextBytes(payload);
      int opcode = WireClient.BINARY;
      int from = 0;
      while (random.nextInt(3) == 0 && from < payload.length) {
        int to = from + random.nextInt(payload.length - from);
        wire.writeBytes(WireClient.encode(false, opcode, Arrays.copyOfRange(payload, from, to)));
        opcode = WireClient.CONTINUATION;
        from = to;
        if (random.nextBoolean()) {
          wire.writeBytes(WireClient.encode(true, WireClient.PING, new byte[] {7}));
          expected.add("ping [7]");
        }
      }
      wire.writeBytes(
          WireClient.encode(true, opcode, Arrays.copyOfRange(payload, from, payload.length)));
      expected.add("binary " + Arrays.hashCode(payload));
    }
    return wire.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 13, 1000, Integer.MAX_VALUE / 2})
  void piecesDoNotMatter(int pieceLength) {
    for (int seed = 0; seed < 20; seed++) {
      List<String> expected = new ArrayList<>();
      byte[] wire = validStream(new Random(seed), expected);

      assertThat(read(wire, pieceLength)).as("seed %d", seed).isEqualTo(expected);
    }
  }

  @Test
  void damagedStreamEndsInAtMostOneViolation() {
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      byte[] wire = validStream(random, new ArrayList<>());
      byte[] damaged = Arrays.copyOf(wire, Math.min(wire.length, 1 + random.nextInt(2000)));
      for (int i = 0; i < 3; i++) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }

      List<String> told = read(damaged, 1 + random.nextInt(100));

      long ends = told.stream().filter(each -> each.matches("(violation|close) (?s).*")).count();
      assertThat(ends).as("seed %d", seed).isLessThanOrEqualTo(1);
      if (ends == 1) {
        assertThat(told.get(told.size() - 1))
            .as("seed %d", seed)
            .matches("(violation|close) (?s).*");
      }
    }
  }

  @Test
  void nothingIsReadAfterACloseFrame() {
    var wire = new ByteArrayOutputStream();
    wire.writeBytes(WireClient.encode(true, WireClient.CLOSE, new byte[] {3, (byte) 232}));
    wire.writeBytes(WireClient.encode(true, WireClient.TEXT, new byte[] {'x'}));

    assertThat(read(wire.toByteArray(), 100)).containsExactly("close 1000");
  }
}
