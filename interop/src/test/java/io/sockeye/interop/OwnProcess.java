package io.sockeye.interop;

import io.sockeye.testsupport.ChildProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.regex.Pattern;

/** {@code serve} in a JVM of its own, which can be killed. */
public final class OwnProcess implements AutoCloseable {
  private static final Pattern READY = Pattern.compile("READY .* at 127\\.0\\.0\\.1:(\\d+)");

  private final ChildProcess process;

  private OwnProcess(ChildProcess process) {
    this.process = process;
  }

  /** Starts the server of a role, and waits until it is ready. */
  public static OwnProcess start(String... words) {
    List<String> command = ChildProcess.java(Serve.class, words);
    command.addAll(1, List.of("-ea", "-XX:+UseSerialGC"));
    try {
      return new OwnProcess(
          ChildProcess.start(
              "a server of ours", READY, new ProcessBuilder(command).redirectErrorStream(true)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where it listens. */
  public int port() {
    return Integer.parseInt(process.ready(1));
  }

  /** Ends it as a crash does. */
  @Override
  public void close() {
    process.close();
  }
}
