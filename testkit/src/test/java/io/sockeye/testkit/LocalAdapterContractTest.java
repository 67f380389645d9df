package io.sockeye.testkit;

import io.sockeye.server.adapter.Adapter;
import io.sockeye.server.adapter.LocalAdapter;
import io.sockeye.server.adapter.LocalNode;

/** The adapter of a single server. */
final class LocalAdapterContractTest extends AdapterContract {
  @Override
  protected Adapter create(LocalNode node) {
    return new LocalAdapter(node);
  }
}
