package io.sockeye.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.ConnectErrorException;
import io.sockeye.DisconnectReason;
import io.sockeye.concurrent.ManualTimers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Clients of Socket.IO 2 (section 2.6 of the behaviour spec). */
final class SocketIo2Test {
  private record Token(String token) {}

  private final Recorder recorder = new Recorder();
  private final ManualTimers timers = new ManualTimers();
  private final SocketIoServer io =
      SocketIoServer.builder()
          .allowEio3(true)
          .timers(timers)
          .inlineHandlers()
          .observer(recorder)
          .build();

  // ---- the main namespace

  @Test
  void clientIsInTheMainNamespaceWithoutHavingAsked() {
    io.onConnection(socket -> socket.emit("welcome", socket.id()));

    TestClient client = open("");

    assertThat(client.next()).isEqualTo("40");
    assertThat(client.next()).isEqualTo("42[\"welcome\",\"" + client.sid() + "\"]");
    assertThat(io.socket(client.sid())).isPresent();
    assertThat(io.socket(client.sid()).get().rooms()).containsExactly(client.sid());
  }

  @Test
  void middlewaresOfTheMainNamespaceAreAsked() {
    io.use(
        (socket, handshake) -> {
          if (!"s3cr3t".equals(handshake.query().get("token"))) {
            throw new ConnectErrorException("not authorized");
          }
          return null;
        });

    TestClient refused = open("&token=wrong");
    TestClient admitted = open("&token=s3cr3t");

    assertThat(refused.next()).isEqualTo("44\"not authorized\"");
    assertThat(refused.isClosed()).isFalse();
    assertThat(admitted.next()).isEqualTo("40");
    assertThat(recorder.lines).contains("refused /: not authorized");
  }

  @Test
  void askingForTheMainNamespaceAgainClosesTheConnection() {
    TestClient client = joined("");

    client.send("40");

    assertThat(client.isClosed()).isTrue();
    assertThat(recorder.lines).contains("disconnected: forced close");
  }

  @Test
  void askingForTheMainNamespaceWhileItsMiddlewaresRunClosesTheConnection() {
    CompletableFuture<Boolean> verdict = new CompletableFuture<>();
    io.use((socket, handshake) -> verdict);
    TestClient client = open("");

    client.send("40");

    assertThat(client.isClosed()).isTrue();
  }

  @Test
  void clientThatLeftMayAskForTheMainNamespaceAgain() {
    TestClient client = joined("");

    client.send("41", "40");

    assertThat(client.next()).isEqualTo("40");
    assertThat(recorder.lines)
        .containsExactly(
            "connected",
            "disconnected: " + DisconnectReason.CLIENT_NAMESPACE_DISCONNECT,
            "connected");
    assertThat(io.sockets()).hasSize(1);
  }

  @Test
  void disconnectionByTheServerIsTold() {
    io.on("kick", (socket, args, ack) -> socket.disconnect());
    TestClient client = joined("");

    client.send("42[\"kick\"]");

    assertThat(client.next()).isEqualTo("41");
    assertThat(client.isClosed()).isFalse();
  }

  @Test
  void newerClientNextToItHasToAsk() {
    TestClient old = joined("");
    TestClient newer = TestClient.open(io);

    String id = newer.join("/");

    assertThat(id).isNotEqualTo(newer.sid());
    io.emit("both", 1);
    assertThat(old.next()).isEqualTo("42[\"both\",1]");
    assertThat(newer.next()).isEqualTo("42[\"both\",1]");
  }

  // ---- other namespaces

  @Test
  void otherNamespaceIsAnsweredWithoutAnIdForTheClientKnowsIt() {
    List<String> ids = new ArrayList<>();
    io.of("/adm").onConnection(socket -> ids.add(socket.id()));
    TestClient client = joined("");

    client.send("40/adm,");

    assertThat(client.next()).isEqualTo("40/adm,");
    assertThat(ids).containsExactly("/adm#" + client.sid());
    io.of("/adm").to("/adm#" + client.sid()).emit("private");
    assertThat(client.next()).isEqualTo("42/adm,[\"private\"]");
  }

  @Test
  void queryOfTheNamespaceIsTheAuthAndAddsToTheQuery() {
    List<Handshake> handshakes = new ArrayList<>();
    io.of("/adm").onConnection(socket -> handshakes.add(socket.handshake()));
    TestClient client = joined("&lang=en&room=a");

    client.send("40/adm?token=a%20b%2Bc+d&room=%E2%82%AC&flag,");

    assertThat(client.next()).isEqualTo("40/adm,");
    Handshake handshake = handshakes.get(0);
    assertThat(handshake.auth()).isEqualTo(Map.of("token", "a b+c d", "room", "€", "flag", ""));
    assertThat(handshake.auth(Token.class)).isEqualTo(new Token("a b+c d"));
    assertThat(handshake.query())
        .containsEntry("lang", "en")
        .containsEntry("room", "€")
        .containsEntry("EIO", "3");
    assertThat(io.socket(client.sid()).get().handshake().query()).containsEntry("room", "a");
    assertThat(io.socket(client.sid()).get().handshake().auth()).isEmpty();
  }

  @Test
  void namespaceThatComesToBeIsAskedForByItsNameWithoutTheQuery() {
    List<Object> tokens = new ArrayList<>();
    io.of(
        (name, handshake) -> {
          tokens.add(handshake.auth().get("token"));
          return name.equals("/tenant/7");
        });
    TestClient client = joined("");

    client.send("40/tenant/7?token=t,", "40/tenant/8?token=u,");

    assertThat(client.next()).isEqualTo("40/tenant/7,");
    assertThat(client.next()).isEqualTo("44/tenant/8,{\"message\":\"Invalid namespace\"}");
    assertThat(tokens).containsExactly("t", "u");
    assertThat(io.of("/tenant/7").socket("/tenant/7#" + client.sid())).isPresent();
  }

  @Test
  void packetsMayCarryTheQueryToo() {
    io.of("/adm").on("echo", (socket, args, ack) -> ack.send(args.get(0)));
    TestClient client = joined("");
    client.send("40/adm?a=1,");
    client.next();

    client.send("42/adm?a=1,7[\"echo\",\"x\"]", "41/adm?a=1,");

    assertThat(client.next()).isEqualTo("43/adm,7[\"x\"]");
    assertThat(io.of("/adm").sockets()).isEmpty();
    assertThat(client.isClosed()).isFalse();
  }

  @Test
  void queryMayBeLongerThanAName() {
    String token = "x".repeat(4_000);
    List<String> tokens = new ArrayList<>();
    io.of("/adm").onConnection(socket -> tokens.add(socket.handshake().auth(Token.class).token()));
    TestClient client = joined("");

    client.send("40/adm?token=" + token + ",");

    assertThat(client.next()).isEqualTo("40/adm,");
    assertThat(tokens).containsExactly(token);
  }

  @Test
  void queryThatIsNoneClosesTheConnection() {
    io.of("/adm");
    for (String text :
        List.of(
            "/adm?a=%zz",
            "/adm?a=%",
            "/adm?" + "a&".repeat(33),
            "/adm?a=" + "x".repeat(9_000),
            "/" + "x".repeat(300))) {
      TestClient client = joined("");

      client.send("40" + text + ",");

      assertThat(client.isClosed()).as(text.substring(0, 8)).isTrue();
    }
    assertThat(recorder.lines).contains("disconnected: parse error");
  }

  @Test
  void newerClientKeepsTheQuestionMarkInTheName() {
    io.of("/adm");
    TestClient client = TestClient.open(io);

    client.send("40/adm?a=1,");

    assertThat(client.next()).startsWith("44/adm?a=1,");
  }

  // ---- refusals

  @Test
  void refusalIsTheDataOrElseTheMessage() {
    io.of("/data")
        .use(
            (socket, handshake) -> {
              throw new ConnectErrorException("nope", Map.of("code", 42));
            });
    io.of("/message")
        .use(
            (socket, handshake) -> {
              throw new ConnectErrorException("nope");
            });
    List<Object> endless = new ArrayList<>();
    endless.add(endless);
    io.of("/bad")
        .use(
            (socket, handshake) -> {
              throw new ConnectErrorException("nope", endless);
            });
    TestClient client = joined("");

    client.send("40/data,", "40/message,", "40/bad,");

    assertThat(client.next()).isEqualTo("44/data,{\"code\":42}");
    assertThat(client.next()).isEqualTo("44/message,\"nope\"");
    assertThat(client.next()).isEqualTo("44/bad,\"nope\"");
    assertThat(client.isClosed()).isFalse();
  }

  @Test
  void unknownNamespaceKeepsTheFormOfNewerClients() {
    TestClient client = joined("");

    client.send("40/nope?a=1,");

    assertThat(client.next()).isEqualTo("44/nope,{\"message\":\"Invalid namespace\"}");
  }

  // ---- what goes to and fro

  @Test
  void bytesTravelWithTheirTypeInFront() {
    io.on("echo", (socket, args, ack) -> socket.emit("back", args.get(0)));
    TestClient client = joined("");

    client
        .send("451-[\"echo\",{\"_placeholder\":true,\"num\":0}]")
        .sendBinary((byte) 4, (byte) 1, (byte) 2);

    assertThat(client.next()).isEqualTo("451-[\"back\",{\"_placeholder\":true,\"num\":0}]");
    assertThat(client.next()).isEqualTo("0x040102");
  }

  @Test
  void idOfASocketIsNotWholeInALog() {
    io.of("/adm");
    TestClient client = joined("");
    client.send("40/adm,");
    client.next();

    String main = io.socket(client.sid()).get().toString();
    String other = io.of("/adm").sockets().iterator().next().toString();

    assertThat(main).doesNotContain(client.sid()).contains(client.sid().substring(0, 8));
    assertThat(other).doesNotContain(client.sid()).contains("/adm#" + client.sid().substring(0, 8));
  }

  @Test
  void pidInAQueryRecoversNothing() {
    SocketIoServer recovering =
        SocketIoServer.builder()
            .allowEio3(true)
            .timers(timers)
            .inlineHandlers()
            .connectionStateRecovery(ConnectionStateRecovery.create())
            .build();
    recovering.of("/adm").onConnection(socket -> socket.emit("recovered", socket.recovered()));
    TestClient newer = TestClient.open(recovering);
    newer.send("40/adm,");
    String pid = newer.next().replaceAll(".*\"pid\":\"([^\"]+)\".*", "$1");
    newer.vanish();
    TestClient client = TestClient.openEio3(recovering, timers, "");
    client.next();

    client.send("40/adm?pid=" + pid + "&offset=x,");

    assertThat(client.next()).isEqualTo("40/adm,");
    assertThat(client.next()).startsWith("42/adm,[\"recovered\",false");
  }

  private TestClient open(String query) {
    return TestClient.openEio3(io, timers, query);
  }

  private TestClient joined(String query) {
    TestClient client = open(query);
    assertThat(client.next()).isEqualTo("40");
    return client;
  }
}
