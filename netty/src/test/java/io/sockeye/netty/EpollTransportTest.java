package io.sockeye.netty;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.epoll.Epoll;
import io.sockeye.netty.NettyOptions.Transport;
import org.junit.jupiter.api.BeforeAll;

final class EpollTransportTest extends NettyTransport {
  EpollTransportTest() {
    super(Transport.EPOLL);
  }

  @BeforeAll
  static void needsEpoll() {
    assumeTrue(Epoll.isAvailable(), "this system has no epoll");
  }
}
