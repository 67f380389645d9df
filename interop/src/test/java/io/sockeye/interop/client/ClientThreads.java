package io.sockeye.interop.client;

/** The threads of this JVM that clients have. */
final class ClientThreads {
  /** The JDK 17 ends its selector thread when the garbage collector has found the network. */
  private static final boolean SELECTOR_LINGERS = Runtime.version().feature() < 21;

  private ClientThreads() {}

  static long count() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(ClientThreads::isOfAClient)
        .count();
  }

  private static boolean isOfAClient(String name) {
    return name.startsWith("sockeye-client")
        || (name.startsWith("HttpClient") && !SELECTOR_LINGERS);
  }
}
