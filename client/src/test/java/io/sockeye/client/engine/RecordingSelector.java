package io.sockeye.client.engine;

import java.io.IOException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.function.Function;

/** A selector of proxies that does what a test says. */
final class RecordingSelector extends ProxySelector {
  private final Function<URI, List<Proxy>> choice;

  RecordingSelector(Function<URI, List<Proxy>> choice) {
    this.choice = choice;
  }

  @Override
  public List<Proxy> select(URI uri) {
    return choice.apply(uri);
  }

  @Override
  public void connectFailed(URI uri, SocketAddress address, IOException failure) {}
}
