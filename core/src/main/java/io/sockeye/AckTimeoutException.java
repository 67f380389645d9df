package io.sockeye;

import java.util.List;
import java.util.Set;

/**
 * An answer did not come in time; of a broadcast, the answers that did come are here, and who is
 * missing.
 */
public final class AckTimeoutException extends SocketIoException {
  private static final long serialVersionUID = 1L;

  /** The words that JavaScript programs look for; they come first, whatever else is known. */
  private static final String MESSAGE = "operation has timed out";

  private final transient List<Args> answers;
  private final transient Set<String> missing;

  /** The one peer that was asked did not answer. */
  public AckTimeoutException() {
    this(List.of(), Set.of());
  }

  /** The same, with what is known of it: what was asked, of whom, and why it is not answered. */
  public AckTimeoutException(String detail) {
    this(MESSAGE + ": " + detail, List.of(), Set.of());
  }

  /** Of those who were asked these answers came, and the sockets with these ids are missing. */
  public AckTimeoutException(List<Args> answers, Set<String> missing) {
    this(MESSAGE, answers, missing);
  }

  /** The same in other words, for those who ask other servers. */
  public AckTimeoutException(String message, List<Args> answers, Set<String> missing) {
    super(message);
    this.answers = List.copyOf(answers);
    this.missing = Set.copyOf(missing);
  }

  /** The answers that did arrive. */
  public List<Args> answers() {
    return answers;
  }

  /**
   * Who was asked and did not answer: the ids of sockets of this server; of others, what is known,
   * as {@code 2 of 5 sockets of} a server, or the name of a server that did not answer at all.
   */
  public Set<String> missing() {
    return missing;
  }
}
