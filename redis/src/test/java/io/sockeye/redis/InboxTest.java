package io.sockeye.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.protocol.ProtocolException;
import io.sockeye.server.cluster.ClusterMessage;
import io.sockeye.server.cluster.ClusterReceiver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

final class InboxTest {
  private static final int SIZE = 10;

  /** Is at its first message until the test lets it go on. */
  private static final class Receiver implements ClusterReceiver {
    Runnable first = () -> {};
    final List<String> refused = new ArrayList<>();
    long lost;

    @Override
    public void onMessage(String nodeId, ClusterMessage message, String offset) {}

    @Override
    public void onRefused(String detail) {
      refused.add(detail);
      Runnable now = first;
      first = () -> {};
      now.run();
    }

    @Override
    public void onLost(long count, String detail) {
      lost += count;
    }

    @Override
    public void onUp() {}

    @Override
    public void onDown(String detail) {}
  }

  private final List<Runnable> left = new ArrayList<>();
  private final Executor overflow = left::add;
  private final Inbox inbox = new Inbox("self", overflow);
  private final Receiver receiver = new Receiver();

  /** Many come while the first is dealt with. */
  private void bringMany(int count, String offset) {
    inbox.open(receiver);
    receiver.first =
        () -> {
          for (int i = 0; i < count; i++) {
            take(offset);
          }
        };
    take(offset);
    while (!left.isEmpty()) {
      left.remove(0).run();
    }
  }

  private void take(String offset) {
    inbox.take(
        SIZE,
        false,
        () -> {
          throw new ProtocolException("message");
        },
        offset);
  }

  @Test
  void messagesThatNobodyKeepsAreDroppedWhenItIsFullAndThatIsTold() {
    bringMany(Inbox.MAX_WAITING + 5, null);

    assertThat(receiver.lost).isEqualTo(5);
    assertThat(receiver.refused).hasSize(1 + Inbox.MAX_WAITING);
  }

  @Test
  void entriesOfAStreamAreNot() {
    bringMany(Inbox.MAX_WAITING + 5, "1-0");

    assertThat(receiver.lost).isZero();
    assertThat(receiver.refused).hasSize(1 + Inbox.MAX_WAITING + 5);
  }

  @Test
  void itSaysThatItIsFillingBeforeItIsFull() {
    inbox.open(receiver);
    List<Boolean> filling = new ArrayList<>();
    receiver.first =
        () -> {
          filling.add(inbox.isFilling());
          for (int i = 0; i < Inbox.MAX_WAITING / 2; i++) {
            take(null);
          }
          filling.add(inbox.isFilling());
        };

    take(null);

    assertThat(filling).containsExactly(false, true);
    assertThat(receiver.lost).isZero();
  }
}
