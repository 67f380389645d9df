package io.sockeye.client.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.protocol.engineio.EnginePacket;
import io.sockeye.protocol.engineio.EngineVersion;
import io.sockeye.protocol.engineio.PacketGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** How much goes at once, and what cannot go at all. */
class SendQueueTest {
  private static final int OVERHEAD = 128;

  private static SendQueue queue(int maxPayload) {
    SendQueue queue = new SendQueue(SessionOptions.builder().build());
    queue.setMaxPayload(maxPayload);
    return queue;
  }

  private static PacketGroup text(int size) {
    return PacketGroup.of(EnginePacket.text(EnginePacket.Type.MESSAGE, "x".repeat(size - 1)));
  }

  private static PacketGroup withAttachments(int... sizes) {
    List<byte[]> attachments = new ArrayList<>();
    for (int size : sizes) {
      attachments.add(new byte[size]);
    }
    return PacketGroup.of(EnginePacket.text(EnginePacket.Type.MESSAGE, "5"), attachments);
  }

  private static List<Integer> sizes(List<PacketGroup> groups) {
    return groups.stream().map(PacketGroup::size).toList();
  }

  @Test
  void aRequestTakesWhatTheServerTakesSeparatorsIncluded() {
    SendQueue queue = queue(10);
    queue.add(text(4), TransportType.POLLING);
    queue.add(text(5), TransportType.POLLING);
    queue.add(text(5), TransportType.POLLING);
    queue.add(text(5), TransportType.POLLING);

    assertThat(sizes(queue.next(TransportType.POLLING))).containsExactly(4, 5);
    assertThat(queue.bytes()).isEqualTo(19 + 4 * OVERHEAD);
    queue.onDrain();
    assertThat(queue.bytes()).isEqualTo(10 + 2 * OVERHEAD);
    assertThat(sizes(queue.next(TransportType.POLLING))).containsExactly(5);
    assertThat(sizes(queue.next(TransportType.POLLING))).containsExactly(5);
    assertThat(queue.isEmpty()).isTrue();
  }

  @Test
  void aWebSocketTakesAllAtOnce() {
    SendQueue queue = queue(10);
    queue.add(text(10), TransportType.WEBSOCKET);
    queue.add(text(10), TransportType.WEBSOCKET);
    queue.addPong();

    assertThat(sizes(queue.next(TransportType.WEBSOCKET))).containsExactly(1, 10, 10);
    assertThat(queue.isEmpty()).isTrue();
  }

  @Test
  void aGroupThatIsTooLargeForOneRequestIsTornApartInOrder() {
    SendQueue queue = queue(20);
    assertThat(queue.add(withAttachments(12, 3, 3, 12), TransportType.POLLING)).isEmpty();
    queue.add(text(3), TransportType.POLLING);

    List<List<Integer>> requests = new ArrayList<>();
    while (!queue.isEmpty()) {
      requests.add(sizes(queue.next(TransportType.POLLING)));
      queue.onDrain();
    }

    assertThat(requests).containsExactly(List.of(2, 12), List.of(3, 3), List.of(12), List.of(3));
    assertThat(queue.bytes()).isZero();
  }

  @Test
  void anAttachmentThatIsTooLargeByItselfRefusesItsGroup() {
    SendQueue queue = queue(20);

    assertThat(queue.add(withAttachments(3, 16), TransportType.POLLING))
        .get()
        .isInstanceOfSatisfying(
            SendFailure.TooLarge.class, failure -> assertThat(failure.bytes()).isEqualTo(25));
    assertThat(queue.add(withAttachments(3, 16), TransportType.WEBSOCKET)).isEmpty();
  }

  @Test
  void anOldServerThatNamesNoLimitGetsRequestsOfAnOrdinarySize() {
    SendQueue queue = queue(Handshake.UNKNOWN_MAX_PAYLOAD);
    queue.add(text(600_000), TransportType.POLLING);
    queue.add(text(600_000), TransportType.POLLING);
    queue.add(text(2_000_000), TransportType.POLLING);

    assertThat(sizes(queue.next(TransportType.POLLING))).containsExactly(600_000);
    assertThat(sizes(queue.next(TransportType.POLLING))).containsExactly(600_000);
    assertThat(sizes(queue.next(TransportType.POLLING))).containsExactly(2_000_000);
  }

  @Test
  void base64CountsByWebSocketTooWhereItIsForced() {
    SendQueue queue = new SendQueue(SessionOptions.builder().forceBase64(true).build());
    queue.setMaxPayload(20);

    assertThat(queue.add(withAttachments(16), TransportType.WEBSOCKET)).isPresent();
  }

  @Test
  void noRequestIsLargerThanAllowedAndNothingIsLostWhateverTheSizes() {
    Random random = new Random(1);
    for (int round = 0; round < 2_000; round++) {
      int maxPayload = 10 + random.nextInt(100);
      SendQueue queue = queue(maxPayload);
      List<EnginePacket> expected = new ArrayList<>();
      for (int i = random.nextInt(10); i > 0; i--) {
        PacketGroup group = withAttachments(random.ints(random.nextInt(4), 0, 60).toArray());
        if (queue.add(group, TransportType.POLLING).isEmpty()) {
          expected.addAll(group.packets());
        }
      }

      List<EnginePacket> got = new ArrayList<>();
      while (!queue.isEmpty()) {
        List<PacketGroup> batch = queue.next(TransportType.POLLING);
        assertThat(PacketGroup.payload(EngineVersion.V4, batch))
            .hasSizeLessThanOrEqualTo(maxPayload);
        batch.forEach(group -> got.addAll(group.packets()));
        queue.onDrain();
      }

      assertThat(got).isEqualTo(expected);
      assertThat(queue.bytes()).isZero();
    }
  }

  @Test
  void whatIsTooLargeWithNothingElseWaitingWillNeverBeTaken() {
    SendQueue queue = new SendQueue(SessionOptions.builder().maxQueuedBytes(1_000).build());
    assertThat(queue.add(text(700), TransportType.WEBSOCKET)).isEmpty();

    SendFailure full = queue.add(text(700), TransportType.WEBSOCKET).orElseThrow();
    SendFailure tooLarge = queue.add(text(900), TransportType.WEBSOCKET).orElseThrow();

    assertThat(full.passes()).isTrue();
    assertThat(tooLarge.passes()).isFalse();
    assertThat(tooLarge).hasMessageContaining("1000 bytes (maxQueuedBytes), got 1028");
  }
}
