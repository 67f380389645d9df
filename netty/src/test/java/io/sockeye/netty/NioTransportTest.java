package io.sockeye.netty;

import io.sockeye.netty.NettyOptions.Transport;

final class NioTransportTest extends NettyTransport {
  NioTransportTest() {
    super(Transport.NIO);
  }
}
