package io.sockeye.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What becomes of events that the server sends. */
final class ReceiveTest {
  private final Rig rig = new Rig();

  @Test
  void bytesComeAnywhere() {
    Socket socket = rig.connected("/");
    List<Object> heard = new ArrayList<>();
    socket.on("file", (args, ack) -> heard.addAll(args.toList()));

    rig.session()
        .receive(
            "52-[\"file\",{\"a\":{\"_placeholder\":true,\"num\":1}},{\"_placeholder\":true,\"num\":0}]")
        .receive(new byte[] {1})
        .receive(new byte[] {2, 3});

    assertThat(heard).hasSize(2);
    assertThat(((Map<?, ?>) heard.get(0)).get("a")).isEqualTo(new byte[] {2, 3});
    assertThat(heard.get(1)).isEqualTo(new byte[] {1});
  }

  @Test
  void whatComesBeforeTheAnswerToConnectIsHeardBeforeConnect() {
    Socket socket = rig.logging(rig.manager.socket("/")).connect();
    socket.emit("mine");
    rig.session().open().receive("2[\"missed\",1]").receive("2[\"missed\",2]");
    assertThat(rig.log()).isEmpty();

    rig.join("/", "a");

    assertThat(rig.log()).containsExactly("/ missed[1]", "/ missed[2]", "/ connect");
  }

  @Test
  void noMoreComesBeforeTheAnswerThanAllowed() {
    rig.logging(rig.manager.socket("/", SocketOptions.builder().maxQueuedEvents(2).build()))
        .connect();
    rig.session().open().receive("2[\"a\"]").receive("2[\"b\"]").receive("2[\"c\"]");

    assertThat(rig.session().closed).isTrue();
    assertThat(rig.log())
        .satisfiesExactly(
            first -> assertThat(first).isEqualTo("limit maxQueuedEvents"),
            second -> assertThat(second).contains("connect_error", "more events than"));
  }

  @Test
  void argumentsOfOtherTypesAreNotDelivered() {
    Socket socket = rig.connected("/");
    socket.on("number", Integer.class, number -> rig.log.add("heard " + number));

    rig.session().receive("2[\"number\",\"text\"]").receive("2[\"number\",5]");

    assertThat(rig.log())
        .containsExactly("/ number[text]", "refused number", "/ number[5]", "heard 5");
  }
}
