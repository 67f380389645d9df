package io.sockeye.netty;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.uring.IoUring;
import io.sockeye.netty.NettyOptions.Transport;
import org.junit.jupiter.api.BeforeAll;

final class IoUringTransportTest extends NettyTransport {
  IoUringTransportTest() {
    super(Transport.IO_URING);
  }

  @BeforeAll
  static void needsIoUring() {
    assumeTrue(IoUring.isAvailable(), "this kernel offers no io_uring");
  }
}
