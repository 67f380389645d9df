package io.sockeye.interop;

import io.sockeye.AckTimeoutException;
import io.sockeye.Args;
import io.sockeye.server.BroadcastOperator;
import io.sockeye.server.Namespace;
import io.sockeye.server.RemoteSocket;
import io.sockeye.server.Socket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** What clients of the role {@code cluster} can have done in a namespace, by the event op. */
final class ClusterOperations {
  private static final CompletionStage<@Nullable Object> DONE =
      CompletableFuture.completedStage(null);

  private final Namespace nsp;

  /** What other servers told by the event {@code note}, until it is asked for. */
  private final Queue<List<@Nullable Object>> notes = new ConcurrentLinkedQueue<>();

  ClusterOperations(Namespace nsp) {
    this.nsp = nsp;
    nsp.onServerSide("note", (namespace, args, ack) -> notes.add(args.toList()));
  }

  /** Does one, and returns what it led to, or what was wrong. */
  CompletionStage<Map<String, @Nullable Object>> run(Socket socket, Args args) {
    return begin(socket, String.valueOf(args.get(0)), OperationOptions.of(args.get(1)))
        .<Map<String, @Nullable Object>>handle(
            (result, failure) -> {
              Map<String, @Nullable Object> told = new LinkedHashMap<>();
              if (failure == null) {
                told.put("ok", result);
              } else {
                told.put("error", String.valueOf(unwrap(failure).getMessage()));
              }
              return told;
            });
  }

  private CompletionStage<? extends @Nullable Object> begin(
      Socket socket, String what, OperationOptions options) {
    try {
      return switch (what) {
        case "emit" -> emit(choose(nsp, options), options);
        case "socket-emit" -> emit(choose(socket.broadcast(), options), options);
        case "emit-ack" ->
            outcome(choose(nsp, options).emitWithAck(options.event(), options.args()));
        case "fetch" -> choose(nsp, options).fetchSockets().thenApply(this::describe);
        case "joins" -> choose(nsp, options).socketsJoin(options.room());
        case "leaves" -> choose(nsp, options).socketsLeave(options.room());
        case "disconnect" -> disconnect(options);
        case "sse" -> serverSideEmit(options);
        case "sse-ack" -> outcome(nsp.serverSideEmitWithAck(options.event(), options.args()));
        case "servers" -> nsp.serverCount();
        case "log" -> CompletableFuture.completedStage(takeNotes());
        default -> throw new IllegalArgumentException("no such operation: " + what);
      };
    } catch (IllegalArgumentException | IllegalStateException e) {
      return CompletableFuture.failedStage(e);
    }
  }

  /** The sockets that the options mean, of all that can be meant. */
  private static BroadcastOperator choose(BroadcastOperator all, OperationOptions options) {
    BroadcastOperator chosen = options.rooms().isEmpty() ? all : all.to(options.rooms());
    chosen = options.except().isEmpty() ? chosen : chosen.except(options.except());
    chosen = options.local() ? chosen.local() : chosen;
    return options.timeout().map(chosen::timeout).orElse(chosen);
  }

  private static CompletionStage<@Nullable Object> emit(
      BroadcastOperator chosen, OperationOptions options) {
    chosen.emit(options.event(), options.args());
    return DONE;
  }

  private CompletionStage<@Nullable Object> disconnect(OperationOptions options) {
    choose(nsp, options).disconnectSockets(options.close());
    return DONE;
  }

  private CompletionStage<@Nullable Object> serverSideEmit(OperationOptions options) {
    nsp.serverSideEmit(options.event(), options.args());
    return DONE;
  }

  private List<List<@Nullable Object>> takeNotes() {
    List<List<@Nullable Object>> taken = new ArrayList<>();
    for (var note = notes.poll(); note != null; note = notes.poll()) {
      taken.add(note);
    }
    return taken;
  }

  private List<Map<String, @Nullable Object>> describe(List<RemoteSocket> sockets) {
    return sockets.stream().map(this::describe).toList();
  }

  private Map<String, @Nullable Object> describe(RemoteSocket socket) {
    Map<String, @Nullable Object> told = new LinkedHashMap<>();
    told.put("id", socket.id());
    told.put("rooms", socket.rooms());
    told.put("data", socket.data().toMap());
    told.put("query", socket.handshake().query());
    told.put("local", nsp.socket(socket.id()).isPresent());
    return told;
  }

  /** Whether answers are missing, and those that came. */
  private static CompletionStage<Map<String, @Nullable Object>> outcome(
      CompletableFuture<List<Args>> answers) {
    return answers
        .thenApply(all -> outcome(false, all))
        .exceptionallyCompose(
            failure ->
                unwrap(failure) instanceof AckTimeoutException late
                    ? CompletableFuture.completedStage(outcome(true, late.answers()))
                    : CompletableFuture.failedStage(failure));
  }

  private static Map<String, @Nullable Object> outcome(boolean missing, List<Args> answers) {
    Map<String, @Nullable Object> told = new LinkedHashMap<>();
    told.put("err", missing);
    told.put("responses", answers.stream().<@Nullable Object>map(answer -> answer.get(0)).toList());
    return told;
  }

  private static Throwable unwrap(Throwable failure) {
    Throwable cause = failure.getCause();
    return failure instanceof CompletionException && cause != null ? cause : failure;
  }
}
