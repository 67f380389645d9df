package io.sockeye.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.testkit.engine.EventConditions.container;
import static org.junit.platform.testkit.engine.EventConditions.event;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.message;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.platform.testkit.engine.EngineTestKit;

final class BufferLeaksTest {

  @Test
  void classThatLosesABufferFails() {
    var results =
        EngineTestKit.engine("junit-jupiter").selectors(selectClass(Leaking.class)).execute();

    results
        .containerEvents()
        .assertThatEvents()
        .haveExactly(
            1,
            event(
                container(Leaking.class),
                finishedWithFailure(message(text -> text.contains("every buffer")))));
  }

  @Test
  void classThatReleasesItsBuffersPasses() {
    var results =
        EngineTestKit.engine("junit-jupiter").selectors(selectClass(Tidy.class)).execute();

    assertThat(results.containerEvents().failed().count()).isZero();
  }

  @ExtendWith(BufferLeaks.class)
  static final class Leaking {
    @Test
    void forgetsToRelease() {
      ByteBuf unused = ByteBufAllocator.DEFAULT.buffer(16).writeByte(1);
    }
  }

  @ExtendWith(BufferLeaks.class)
  static final class Tidy {
    @Test
    void releases() {
      ByteBufAllocator.DEFAULT.buffer(16).writeByte(1).release();
    }
  }
}
