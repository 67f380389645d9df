package io.sockeye.netty;

import io.sockeye.netty.NettyOptions.Transport;
import java.io.IOException;
import java.net.Socket;

/** The contract of bindings over TLS. */
final class TlsTransportTest extends NettyTransport {
  TlsTransportTest() {
    super(Transport.AUTO);
  }

  @Override
  NettyOptions.Builder options() {
    return super.options().tls(Tls.certificate(), Tls.privateKey());
  }

  @Override
  protected Socket connect(int port) throws IOException {
    return Tls.socket(port);
  }
}
