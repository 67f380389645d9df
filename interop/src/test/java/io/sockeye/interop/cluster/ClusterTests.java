package io.sockeye.interop.cluster;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;

/** Tests with the two nodes of a cluster, which all tests of a kind share. */
abstract class ClusterTests extends ClusterScene {
  /** Where a test acts, the first or the second node; the other one is "there". */
  enum Way {
    FROM_FIRST,
    FROM_SECOND
  }

  private static @Nullable Cluster current;

  @Parameter(0)
  Cluster.Kind kind;

  @BeforeParameterizedClassInvocation
  static void start(Cluster.Kind kind) {
    current = Cluster.start(kind);
    awaitBoth(current);
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    cluster().close();
  }

  @BeforeEach
  void tellAdapter() {
    adapter(kind.adapter());
  }

  static Cluster cluster() {
    return requireNonNull(current, "no cluster");
  }

  static ClusterNode here(Way way) {
    return way == Way.FROM_FIRST ? cluster().first() : cluster().second();
  }

  static ClusterNode there(Way way) {
    return way == Way.FROM_FIRST ? cluster().second() : cluster().first();
  }
}
