package io.sockeye;

import java.util.List;

/** An answer did not come in time; of a broadcast, the answers that did come are here. */
public final class AckTimeoutException extends SocketIoException {
  private static final long serialVersionUID = 1L;

  /** The text that JavaScript programs compare with (section 9, item 45 of the behaviour spec). */
  private static final String MESSAGE = "operation has timed out";

  private final transient List<Args> answers;

  /** Nobody answered. */
  public AckTimeoutException() {
    this(List.of());
  }

  /** These answered, others did not. */
  public AckTimeoutException(List<Args> answers) {
    super(MESSAGE);
    this.answers = List.copyOf(answers);
  }

  /** The answers that did arrive. */
  public List<Args> answers() {
    return answers;
  }
}
