package io.sockeye.server.cluster;

import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who has answered one request, and who is still to do so. By name where the servers are known;
 * else by number, for a broker may only say how many there are, and not all responses say whose
 * they are. Confined to the mailbox of the adapter.
 */
final class RollCall {
  /** How many are to answer; negative while nobody knows. */
  private int expected = -1;

  /** Who is to answer and has not; null where they are only counted. */
  private @Nullable Set<String> awaited;

  private final Set<String> present = new LinkedHashSet<>();

  /** How many answered without a name. */
  private int unnamed;

  /** So many servers are to answer. */
  void expect(int servers) {
    if (awaited == null) {
      expected = servers;
    }
  }

  /** These servers are to answer. */
  void expect(Set<String> nodeIds) {
    expected = nodeIds.size();
    awaited = new LinkedHashSet<>(nodeIds);
  }

  /**
   * A server answers; nameless if that is not known.
   *
   * @return false if it has answered before
   */
  boolean answer(@Nullable String nodeId) {
    if (nodeId == null) {
      unnamed++;
      return true;
    }
    if (awaited != null) {
      awaited.remove(nodeId);
    }
    return present.add(nodeId);
  }

  /** A server is not there any more: it is not waited for. */
  void leave(String nodeId) {
    if (awaited != null && awaited.remove(nodeId)) {
      expected--;
    }
  }

  private int answers() {
    return present.size() + unnamed;
  }

  boolean isComplete() {
    return awaited == null ? expected >= 0 && answers() >= expected : awaited.isEmpty();
  }

  /** Who answered, if these are all that are counted; null if there may be others. */
  @Nullable Set<String> everybody() {
    return awaited == null && expected == present.size() && unnamed == 0 ? present : null;
  }

  /**
   * Who has not answered; empty if all have.
   *
   * @param known the servers that were heard of, which may have gone meanwhile
   */
  Set<String> missing(Set<String> known) {
    if (awaited != null) {
      return Set.copyOf(awaited);
    }
    if (expected < 0) {
      return Set.of("an unknown number of servers");
    }
    int lacking = expected - answers();
    if (lacking <= 0) {
      return Set.of();
    }
    Set<String> silent = new LinkedHashSet<>(known);
    silent.removeAll(present);
    boolean areThese = unnamed == 0 && silent.size() == lacking;
    return areThese ? silent : Set.of(lacking + " of " + expected + " servers");
  }

  /** What is wrong, in the words of the JavaScript adapters (section 6.2 of the behaviour spec). */
  String failure() {
    if (awaited != null) {
      return "timeout reached: missing %d responses".formatted(awaited.size());
    }
    return "timeout reached: only %d responses received out of %s"
        .formatted(answers(), expected < 0 ? "an unknown number" : String.valueOf(expected));
  }
}
