package io.sockeye.server.adapter;

/** Makes the adapter of each namespace: the {@code adapter} option. */
@FunctionalInterface
public interface AdapterFactory {
  /** An adapter for a namespace of this server. */
  Adapter create(LocalNode node);
}
