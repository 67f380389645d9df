package io.sockeye.server.annotation;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.sockeye.Ack;
import io.sockeye.DisconnectReason;
import io.sockeye.server.BroadcastOperator;
import io.sockeye.server.Socket;
import io.sockeye.server.SocketIoServer;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What cannot work is refused at registration, by the name of the method and with what to do. */
@SuppressWarnings({
  "UnusedMethod",
  "UnusedVariable",
  "ClassCanBeStatic"
}) // they are found by reflection
final class HandlerChecksTest {
  private final SocketIoServer io = SocketIoServer.create();

  static Stream<Arguments> faults() {
    return Stream.of(
        Arguments.of(
            new Object() {
              @OnEvent("a")
              private void hidden() {}
            },
            "hidden(): expected a method that can be called, got a private one: drop private"),
        Arguments.of(
            new StaticMethod(),
            "fixed(): expected a method of the object, got a static one: drop static"),
        Arguments.of(
            new Object() {
              @OnEvent("")
              void nameless() {}
            },
            "nameless(): expected the name of an event, got an empty one"),
        Arguments.of(
            new Object() {
              @OnEvent("disconnect")
              void reserved() {}
            },
            "reserved(): expected an event that a client can send, got the reserved name"
                + " \"disconnect\": there are @OnConnect and @OnDisconnect"),
        Arguments.of(
            new Object() {
              @OnEvent("a")
              int twice(Ack ack) {
                return 1;
              }
            },
            "twice(Ack): expected one ack, got two: what it returns and an Ack; return void, or"
                + " drop the Ack"),
        Arguments.of(
            new Object() {
              @OnEvent("a")
              void acks(Ack one, String text, Ack two) {}
            },
            "acks(Ack, String, Ack): expected one Ack at most, got 2"),
        Arguments.of(
            new Object() {
              @OnEvent("a")
              @OnConnect
              void both() {}
            },
            "both(): expected one of @OnConnect, @OnEvent and @OnDisconnect, got several"),
        Arguments.of(
            new Object() {
              @OnEvent("a")
              void wrong(String text, BroadcastOperator operator) {}
            },
            "wrong(String, BroadcastOperator): parameter 2: expected a type that a client can send,"
                + " got io.sockeye.server.BroadcastOperator"),
        Arguments.of(
            new Object() {
              @OnEvent("a")
              void wrong(DisconnectReason reason) {}
            },
            "parameter 1: expected a type that a client can send, got io.sockeye.DisconnectReason"),
        Arguments.of(
            new Object() {
              @OnConnect
              void wrong(Socket socket, String text) {}
            },
            "parameter 2: expected Socket, Namespace, Handshake, a @Principal, got"
                + " java.lang.String"),
        Arguments.of(
            new Object() {
              @OnDisconnect
              void wrong(Ack ack) {}
            },
            "parameter 1: expected Socket, Namespace, Handshake, a @Principal or DisconnectReason,"
                + " got io.sockeye.Ack"),
        Arguments.of(
            new Object() {
              @OnConnect
              boolean verdict() {
                return true;
              }
            },
            "verdict(): expected void, for nobody gets what it returns; got boolean"),
        Arguments.of(
            new Object() {
              @OnConnect
              void wrong(@Principal int user) {}
            },
            "parameter 1: expected the class of a principal, got int"),
        Arguments.of(
            new Object() {
              @OnConnect
              void wrong(@Principal Optional<List<String>> user) {}
            },
            "parameter 1: expected an Optional of a class, got java.util.Optional<java.util.List<"),
        Arguments.of(
            new Raw<String>(),
            "Raw.take(List): parameter 1: expected a type that is known, got java.util.List<T>:"
                + " extend the class, or implement the interface, with a type in its place"),
        Arguments.of(
            new Object() {
              @OnEvent("a")
              void one() {}

              @OnEvent("a")
              void two() {}
            },
            "expected one method for the event \"a\", got "),
        Arguments.of(new Child(), "expected one method for @OnConnect, got "),
        Arguments.of(
            "text",
            "java.lang.String: expected a method with @OnConnect, @OnEvent or @OnDisconnect, got"
                + " none"),
        Arguments.of(
            StaticMethod.class,
            "StaticMethod: expected an object with annotated methods, got its class"));
  }

  static class StaticMethod {
    @OnEvent("a")
    static void fixed() {}
  }

  static class Raw<T> {
    @OnEvent("a")
    void take(List<T> list) {}
  }

  static class Mother {
    @OnConnect
    void connected() {}
  }

  static final class Child extends Mother {
    @OnConnect
    void alsoConnected() {}
  }

  @ParameterizedTest
  @MethodSource("faults")
  void faultIsNamed(Object handler, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AnnotatedHandlers.register(io, handler))
        .withMessageContaining(message);
  }

  @Test
  void nothingIsRegisteredOfAnObjectWithAFault() {
    Object handler =
        new Object() {
          @OnConnect
          void connected() {}

          @OnEvent("connect")
          void reserved() {}
        };

    assertThatIllegalArgumentException().isThrownBy(() -> AnnotatedHandlers.register(io, handler));
    assertThatNullPointerException().isThrownBy(() -> AnnotatedHandlers.register(io, null));
  }
}
