package io.sockeye.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.server.engine.PerMessageDeflate;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 7692 section 7.1, and the grammar of RFC 6455 section 9.1. */
final class DeflateNegotiationTest {
  private static final PerMessageDeflate OPTIONS =
      PerMessageDeflate.defaults().withServerContextTakeover(true).withClientContextTakeover(true);

  private static String answer(String... offers) {
    return DeflateNegotiation.of(List.of(offers), OPTIONS)
        .map(DeflateNegotiation::answer)
        .orElse("declined");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "permessage-deflate | permessage-deflate",
        "  permessage-deflate  ;  client_max_window_bits | permessage-deflate",
        "permessage-deflate;client_max_window_bits=8 | permessage-deflate",
        "permessage-deflate; client_max_window_bits=\"15\" | permessage-deflate",
        "permessage-deflate; client_max_window_bits=\"1\\5\" | permessage-deflate",
        "permessage-deflate; server_max_window_bits=15 | "
            + "permessage-deflate; server_max_window_bits=15",
        "permessage-deflate; server_max_window_bits=\"15\" | "
            + "permessage-deflate; server_max_window_bits=15",
        "permessage-deflate; server_no_context_takeover; client_no_context_takeover | "
            + "permessage-deflate; server_no_context_takeover; client_no_context_takeover",
        "x-other; a=b; c=\"d\", permessage-deflate | permessage-deflate",
        "permessage-deflate; server_max_window_bits=9, permessage-deflate; "
            + "server_no_context_takeover | permessage-deflate; server_no_context_takeover",
      })
  void goodOfferIsAccepted(String offer, String expected) {
    assertThat(answer(offer)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x-other",
        "PERMESSAGE-DEFLATE",
        "permessage-deflate; what",
        "permessage-deflate; what=1",
        "permessage-deflate; server_max_window_bits",
        "permessage-deflate; server_max_window_bits=8",
        "permessage-deflate; server_max_window_bits=14",
        "permessage-deflate; server_max_window_bits=16",
        "permessage-deflate; server_max_window_bits=015",
        "permessage-deflate; server_max_window_bits=x",
        "permessage-deflate; client_max_window_bits=7",
        "permessage-deflate; client_max_window_bits=16",
        "permessage-deflate; client_max_window_bits=08",
        "permessage-deflate; client_max_window_bits=\"\"",
        "permessage-deflate; client_max_window_bits=",
        "permessage-deflate; server_no_context_takeover=true",
        "permessage-deflate; client_no_context_takeover=1",
        "permessage-deflate; client_max_window_bits; client_max_window_bits",
        "permessage-deflate; server_no_context_takeover; server_no_context_takeover",
        "permessage-deflate;",
        "permessage-deflate; ;",
        "permessage-deflate; a=\"unclosed",
        "permessage-deflate; a=\"b\\",
        "permessage-deflate x",
        "permessage-deflate=1",
        ", permessage-deflate",
        "x-other; =, permessage-deflate",
      })
  void badOfferIsDeclined(String offer) {
    assertThat(answer(offer)).isEqualTo("declined");
  }

  @Test
  void offersMayBeInSeveralFields() {
    assertThat(answer("x-one, x-two", "permessage-deflate")).isEqualTo("permessage-deflate");
    assertThat(answer()).isEqualTo("declined");
  }

  @Test
  void takeoverIsKeptFromThoseWhoMustNotHaveIt() {
    DeflateNegotiation careful =
        DeflateNegotiation.of(List.of("permessage-deflate"), PerMessageDeflate.defaults())
            .orElseThrow();

    assertThat(careful.answer())
        .isEqualTo("permessage-deflate; server_no_context_takeover; client_no_context_takeover");
  }

  @Test
  void noiseIsAnsweredLikeAnyOffer() {
    String alphabet = "permessage-deflate;,=\"\\ \tserver_max_window_bits15";
    for (int seed = 0; seed < 5_000; seed++) {
      Random random = new Random(seed);
      StringBuilder noise = new StringBuilder(seed % 2 == 0 ? "permessage-deflate" : "");
      for (int i = 0; i < 20; i++) {
        noise.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }

      assertThat(answer(noise.toString())).matches("declined|permessage-deflate.*");
    }
  }
}
