package io.sockeye.netty.hostile;

import io.sockeye.testkit.WireClient;
import io.sockeye.testsupport.Ledger;
import io.sockeye.testsupport.LedgerStream;
import io.sockeye.testsupport.LedgerVerdict;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Clients that behave, over WebSocket and long polling: each sends a numbered event some hundred
 * times a second and gets it back. What they send and get is in a {@link Ledger}.
 */
final class Neighbours implements AutoCloseable {
  private static final long PERIOD_MILLIS = 5;
  private static final long PATIENCE_SECONDS = 20;
  private static final Pattern ECHO = Pattern.compile("42\\[\"echo\",(\\d+)]");

  /** One of them. */
  private abstract static class Neighbour implements AutoCloseable {
    final WireClient client;
    final LedgerStream stream;

    Neighbour(WireClient client, LedgerStream stream) {
      this.client = client;
      this.stream = stream;
    }

    /** Sends an event and reads until it is back. */
    void echo() {
      int number = stream.send();
      send("42[\"echo\"," + number + "]");
      for (boolean back = false; !back; ) {
        for (String packet : receive()) {
          Matcher echo = ECHO.matcher(packet);
          if (packet.equals("2")) {
            send("3");
          } else if (echo.matches()) {
            stream.arrived(Integer.parseInt(echo.group(1)));
            back = true;
          } else if (!packet.startsWith("40")) {
            throw new AssertionError("expected an echo, got " + packet);
          }
        }
      }
    }

    abstract void send(String packet);

    abstract List<String> receive();

    @Override
    public void close() {
      client.close();
    }
  }

  private static final class ByWebSocket extends Neighbour {
    ByWebSocket(int port, LedgerStream stream) {
      super(WireClient.connect(port).openWebSocket(Siege.PATH + "websocket"), stream);
      client.frame();
      client.text("40");
    }

    @Override
    void send(String packet) {
      client.text(packet);
    }

    @Override
    List<String> receive() {
      return List.of(client.frame().text());
    }
  }

  private static final class ByPolling extends Neighbour {
    private final String target;

    ByPolling(int port, LedgerStream stream) {
      super(WireClient.connect(port), stream);
      String open = client.get(Siege.PATH + "polling").answer().body();
      target = Siege.PATH + "polling&sid=" + open.substring(9, 29);
      send("40");
    }

    @Override
    void send(String packet) {
      String answer = client.post(target, packet).answer().body();
      if (!answer.equals("ok")) {
        throw new AssertionError("expected ok, got " + answer);
      }
    }

    @Override
    public void close() {
      send("1");
      super.close();
    }

    @Override
    List<String> receive() {
      return List.of(client.get(target).answer().body().split("\u001e"));
    }
  }

  private final Ledger ledger = new Ledger();
  private final List<Neighbour> all;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "neighbours"));

  /** Null while they are well. */
  private volatile @Nullable Throwable failure;

  Neighbours(int port) {
    all =
        List.of(
            new ByWebSocket(port, ledger.stream("websocket 1")),
            new ByWebSocket(port, ledger.stream("websocket 2")),
            new ByPolling(port, ledger.stream("polling")));
    var unused =
        thread.scheduleWithFixedDelay(
            this::round, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void round() {
    if (failure != null) {
      return;
    }
    try {
      all.forEach(Neighbour::echo);
    } catch (Throwable e) { // Told by whoever asks how they are.
      failure = e;
    }
  }

  /** Fails unless all of them are served now, and have been all the time. */
  void requireWell(String attack) {
    LedgerVerdict verdict;
    try {
      thread.submit(this::round).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      // Between two rounds, when nothing is on its way.
      verdict = thread.submit(ledger::verdict).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError("the neighbours were not served after " + attack, e);
    }
    if (failure != null) {
      throw new AssertionError("a neighbour noticed " + attack, failure);
    }
    verdict.requireClean(attack);
  }

  @Override
  public void close() {
    thread.shutdownNow();
    try {
      if (!thread.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("the neighbours did not stop");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    all.forEach(Neighbour::close);
  }
}
