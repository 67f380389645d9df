package io.sockeye.interop.reliability;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sockeye.client.Manager;
import io.sockeye.client.Socket;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.time.Duration;

/**
 * A client for a JVM of its own: {@code ClientProgram URL}. Prints {@code READY}, and then {@code
 * CONNECTED}, {@code DISCONNECTED} and {@code FAILED} with the reason; for each line of standard
 * input it asks for an echo, and prints {@code ANSWER} and that. Ends when standard input does.
 */
final class ClientProgram {
  private ClientProgram() {}

  public static void main(String[] args) throws IOException {
    try (Manager manager =
            Manager.builder(args[0])
                .autoConnect(false)
                .reconnectionDelay(Duration.ofMillis(50))
                .reconnectionDelayMax(Duration.ofMillis(200))
                .build();
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, UTF_8))) {
      Socket socket = manager.socket("/");
      socket.onConnect(() -> System.out.println("CONNECTED"));
      socket.onDisconnect(reason -> System.out.println("DISCONNECTED " + reason));
      manager.onError(error -> System.out.println("FAILED " + error));
      System.out.println("READY");
      socket.connect();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        System.out.println("ANSWER " + socket.emitWithAck("echo", String.class, line).join());
      }
    }
  }
}
