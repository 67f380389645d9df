package io.sockeye.interop.cluster;

import java.util.Locale;

/** How the nodes of a cluster reach each other. */
enum AdapterKind {
  REDIS,
  REDIS_SHARDED,
  REDIS_SHARDED_STATIC,
  REDIS_SHARDED_PRIVATE,
  REDIS_STREAMS;

  /** As the role {@code cluster} knows it. */
  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Whether it differs from another one in a few messages only. */
  boolean isVariant() {
    return this == REDIS_SHARDED_STATIC || this == REDIS_SHARDED_PRIVATE;
  }
}
