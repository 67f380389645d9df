package io.sockeye.concurrent;

/** Tells the failures of the JVM itself from those of the code that runs on it. */
public final class Fatal {
  private Fatal() {}

  /**
   * Whether the JVM itself is in trouble, as without memory, so that nobody may keep this for
   * himself. A stack that ran full is not such trouble, for it is empty again.
   */
  public static boolean isFatal(Throwable thrown) {
    return thrown instanceof VirtualMachineError && !(thrown instanceof StackOverflowError);
  }

  /** Throws again what {@linkplain #isFatal is fatal}; for whoever has told of it. */
  public static void rethrow(Throwable thrown) {
    if (isFatal(thrown)) {
      throw (VirtualMachineError) thrown;
    }
  }
}
