package io.sockeye.server.adapter;

/** Makes the adapter of each namespace: the {@code adapter} option. */
@FunctionalInterface
public interface AdapterFactory {
  /**
   * An adapter for a namespace of this server. Called on any thread, inside mailboxes too, and
   * sometimes for nothing, so it only makes it: it must not block, and what it has to do otherwise
   * belongs into {@link Adapter#init}.
   */
  Adapter create(LocalNode node);
}
