package io.sockeye.interop;

import io.sockeye.netty.NettyOptions;
import io.sockeye.netty.NettyServer;

/** The role {@code smoke} in this JVM, for tests of other packages. */
public final class SmokeServer {
  private SmokeServer() {}

  /** Starts it on a free port of the loopback, with the flags of {@code serve}. */
  public static NettyServer start(String... flags) {
    String[] words = new String[flags.length + 2];
    words[0] = "smoke";
    words[1] = "0";
    System.arraycopy(flags, 0, words, 2, flags.length);
    try {
      CommandLine line = CommandLine.parse(words);
      return Roles.of(line).start(line, NettyOptions.builder().host("127.0.0.1").port(0));
    } catch (UsageException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
