package io.sockeye;

import java.util.List;
import java.util.Set;

/**
 * An answer did not come in time; of a broadcast, the answers that did come are here, and who is
 * missing.
 */
public final class AckTimeoutException extends SocketIoException {
  private static final long serialVersionUID = 1L;

  /** The text that JavaScript programs compare with (section 9, item 45 of the behaviour spec). */
  private static final String MESSAGE = "operation has timed out";

  private final transient List<Args> answers;
  private final transient Set<String> missing;

  /** The one peer that was asked did not answer. */
  public AckTimeoutException() {
    this(List.of(), Set.of());
  }

  /** Of those who were asked these answers came, and the sockets with these ids are missing. */
  public AckTimeoutException(List<Args> answers, Set<String> missing) {
    super(MESSAGE);
    this.answers = List.copyOf(answers);
    this.missing = Set.copyOf(missing);
  }

  /** The answers that did arrive. */
  public List<Args> answers() {
    return answers;
  }

  /** The ids of the sockets that were asked and did not answer, of those that this side knows. */
  public Set<String> missing() {
    return missing;
  }
}
