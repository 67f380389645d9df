package io.sockeye.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.protocol.engineio.EnginePacket;
import io.sockeye.protocol.engineio.PacketGroup;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Long polling by scripts and forms (section 2.5 of the behaviour spec, reliability V30). */
class JsonpTest {
  private final EngineRig rig = EngineRig.ofEio3();

  @Test
  void isRefusedUnlessRevisionThreeIsAllowed() {
    EngineRig strict = new EngineRig();

    for (String eio : List.of("EIO=3", "EIO=4", "EIO=")) {
      assertThat(strict.get(eio + "&transport=polling&j=0").status()).isEqualTo(400);
    }

    assertThat(strict.refusals).hasSize(3).containsOnly("3 JSONP_DISABLED");
  }

  @Test
  void isRefusedToRevisionFour() {
    FakeExchange handshake = rig.get("EIO=4&transport=polling&j=0");

    assertThat(handshake.status()).isEqualTo(400);
    assertThat(rig.refusals).containsExactly("3 JSONP_DISABLED");
  }

  @Test
  void indexOfAWebSocketSaysNothing() {
    EngineRig strict = new EngineRig();

    strict.upgrade("EIO=4&transport=websocket&j=0").open();
    rig.upgrade("EIO=3&transport=websocket&j=abc").open();

    assertThat(strict.refusals).isEmpty();
    assertThat(strict.sessions).hasSize(1);
    assertThat(rig.sessions).hasSize(1);
  }

  @Test
  void answersAreScriptsThatNoBrowserTakesForAPage() {
    FakeExchange handshake = rig.get("EIO=3&transport=polling&b64=1&j=12");

    assertThat(handshake.status()).isEqualTo(200);
    assertThat(handshake.text()).startsWith("___eio[12](\"").contains(":0{\\\"sid\\\":\\\"");
    assertThat(handshake.text()).endsWith("}\");");
    assertThat(handshake.header("Content-Type")).isEqualTo("text/javascript; charset=UTF-8");
    assertThat(handshake.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(handshake.header("cache-control")).isEqualTo("no-store");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "abc", "alert()//", "-", "%00", "%D9%A3", "%E2%80%A8"})
  void indexWithoutADigitIsRefused(String index) {
    FakeExchange handshake = rig.get("EIO=3&transport=polling&j=" + index);

    assertThat(handshake.status()).isEqualTo(400);
    assertThat(handshake.text()).isEqualTo("{\"code\":3,\"message\":\"Bad request\"}");
    assertThat(rig.refusals).containsExactly("3 JSONP_INDEX");
  }

  @Test
  void nothingButTheDigitsOfTheIndexIsSentBack() {
    FakeExchange handshake =
        rig.get("EIO=3&transport=polling&j=1%5D(alert(document.cookie))%3B%3C/script%3E%0d%0a7");

    assertThat(handshake.text()).startsWith("___eio[17](\"").doesNotContain("alert", "script");
  }

  @Test
  void indexIsThatOfTheHandshakeForEver() {
    String sid = open("5");
    rig.send("a");

    FakeExchange poll = rig.get("EIO=3&transport=polling&j=6&sid=" + sid);

    assertThat(poll.text()).isEqualTo("___eio[5](\"2:4a\");");
  }

  @Test
  void sessionWithoutJsonpDoesNotBecomeOne() {
    String sid = rig.openPolling();
    rig.send("a");

    assertThat(rig.get("EIO=3&transport=polling&j=6&sid=" + sid).text()).isEqualTo("2:4a");
  }

  @Test
  void payloadCannotLeaveItsString() {
    String sid = open("0");
    rig.send("\"\\\n\r\u0000\u2028\u2029</script><!--é😀");

    String script = poll(sid).text();

    assertThat(script)
        .isEqualTo(
            "___eio[0](\"24:4\\\"\\\\\\n\\u000d\\u0000\\u2028\\u2029"
                + "\\u003c/script>\\u003c!--é😀\");");
  }

  @Test
  void bytesGoAsBase64WhetherTheClientAskedOrNot() {
    String sid = EngineRig.sidOf(rig.get("EIO=3&transport=polling&j=0").text().replace("\\", ""));
    rig.session().send(PacketGroup.of(EnginePacket.binary(bytes())));

    assertThat(poll(sid).text()).isEqualTo("___eio[0](\"10:b4AQIDBA==\");");
  }

  @Test
  void postIsAForm() {
    String sid = open("0");

    FakeExchange post = post(sid, "d=" + encode("6:4hello10:b4AQIDBA==2:4€"));

    assertThat(post.text()).isEqualTo("ok");
    assertThat(post.header("Content-Type")).isEqualTo("text/html");
    assertThat(post.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(rig.messages).containsExactly("hello", "binary 4", "€");
  }

  @Test
  void lineBreaksOfAFormAreUndone() {
    String sid = open("0");

    // As the client sends them: a line break; a backslash and n; two backslashes and n.
    post(sid, "d=" + encode("11:4a\\nb\\\\nc\\\\\\nd"));

    assertThat(rig.messages).containsExactly("a\nb\\nc\\\\nd");
  }

  @Test
  void formWithoutTheFieldBringsNothing() {
    String sid = open("0");

    assertThat(post(sid, "e=1").text()).isEqualTo("ok");
    assertThat(post(sid, "").text()).isEqualTo("ok");

    assertThat(rig.messages).isEmpty();
    assertThat(rig.closes).isEmpty();
  }

  @Test
  void formThatIsNoPayloadEndsTheSession() {
    for (String form :
        List.of("d=", "d=abc", "d=999:4a", "d=%ff", "d=2:4a&d=x", "a&".repeat(40) + "d=2:4a")) {
      String sid = open("0");

      assertThat(post(sid, form).status()).isEqualTo(400);
      assertThat(poll(sid).status()).isEqualTo(400);
    }
    assertThat(rig.closes).hasSize(6);
    assertThat(rig.messages).isEmpty();
  }

  @Test
  void binaryPostEndsTheSession() {
    String sid = open("0");

    FakeExchange post = rig.postBinary(sid, (byte) 0, (byte) 2, (byte) -1, (byte) '4', (byte) 'a');

    assertThat(post.status()).isEqualTo(400);
    assertThat(rig.closes)
        .containsExactly("transport error: invalid content: application/octet-stream");
  }

  @Test
  void sessionMayChangeOverToWebSocket() {
    String sid = open("0");
    FakeLink link = rig.upgrade("EIO=3&transport=websocket&j=0&sid=" + sid).open();
    link.text("2probe");
    FakeExchange poll = poll(sid);
    rig.advance(100);
    assertThat(poll.text()).isEqualTo("___eio[0](\"1:6\");");

    link.text("5");

    assertThat(rig.upgrades).containsExactly("websocket");
  }

  // ---- pages of other sites

  @Test
  void pageOfAnotherSiteIsRefusedUnlessCorsAllowsIt() {
    EngineRig open =
        EngineRig.ofEio3(EngineRig.options().cors(Cors.origins("https://good.example")));
    String query = "EIO=3&transport=polling&j=0";
    String[] good = {"Sec-Fetch-Site", "cross-site", "Referer", "https://good.example/page?q"};
    String[] evil = {"Sec-Fetch-Site", "cross-site", "Referer", "https://good.example.evil/"};
    String[] hidden = {"Sec-Fetch-Site", "cross-site"};

    assertThat(rig.get(query, good).status()).isEqualTo(403);
    assertThat(open.get(query, good).status()).isEqualTo(200);
    assertThat(open.get(query, evil).status()).isEqualTo(403);
    assertThat(open.get(query, hidden).status()).isEqualTo(403);
    assertThat(open.get(query, "Origin", "https://evil.example").status()).isEqualTo(403);
    assertThat(open.refusals).hasSize(3).containsOnly("3 ORIGIN_NOT_ALLOWED");
  }

  @Test
  void ownPageAndOldBrowserAreServed() {
    String query = "EIO=3&transport=polling&j=0";

    assertThat(rig.get(query, "Referer", "http://localhost:3000/page").status()).isEqualTo(200);
    assertThat(rig.get(query, "Sec-Fetch-Site", "same-origin").status()).isEqualTo(200);
    assertThat(rig.get(query).status()).isEqualTo(200);
  }

  private String open(String index) {
    FakeExchange handshake = rig.get("EIO=3&transport=polling&b64=1&j=" + index);
    return EngineRig.sidOf(handshake.text().replace("\\", ""));
  }

  private FakeExchange poll(String sid) {
    return rig.get("EIO=3&transport=polling&b64=1&j=0&sid=" + sid);
  }

  private FakeExchange post(String sid, String form) {
    return rig.request(
            "POST",
            "EIO=3&transport=polling&b64=1&j=0&sid=" + sid,
            "Content-Type",
            "application/x-www-form-urlencoded")
        .body(form);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static byte[] bytes() {
    return new byte[] {1, 2, 3, 4};
  }
}
