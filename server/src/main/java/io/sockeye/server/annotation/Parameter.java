package io.sockeye.server.annotation;

import io.sockeye.Ack;
import io.sockeye.Args;
import io.sockeye.ArgumentException;
import io.sockeye.DisconnectReason;
import io.sockeye.TypeRef;
import io.sockeye.server.BroadcastOperator;
import io.sockeye.server.Handshake;
import io.sockeye.server.Namespace;
import io.sockeye.server.RemoteSocket;
import io.sockeye.server.Socket;
import io.sockeye.server.SocketIoServer;
import io.sockeye.server.engine.EngineSession;
import io.sockeye.server.engine.HttpRequest;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A parameter of a method, and where its value comes from. */
final class Parameter {
  private interface Source {
    @Nullable Object of(Call call);
  }

  /** What a call has, by the type of the parameter that takes it. */
  private static final Map<Class<?>, Source> GIVEN =
      Map.of(
          Socket.class, Call::socket,
          Namespace.class, call -> call.socket().namespace(),
          Handshake.class, call -> call.socket().handshake());

  private static final Map<Class<?>, Source> GIVEN_OF_EVENTS =
      Map.of(Args.class, Call::args, Ack.class, Call::ack);

  /** What no client sends, though a library for JSON might try to make one of what it sends. */
  private static final List<Class<?>> OURS =
      List.of(
          Ack.class,
          Args.class,
          DisconnectReason.class,
          RemoteSocket.class,
          BroadcastOperator.class,
          Handshake.class,
          SocketIoServer.class,
          EngineSession.class,
          HttpRequest.class);

  private final Class<?> raw;
  private final Source value;

  private Parameter(Class<?> raw, Source value) {
    this.raw = raw;
    this.value = value;
  }

  /**
   * The parameters of a method.
   *
   * @param types their types, without type variables where these are known
   */
  static List<Parameter> of(Method method, Annotation purpose, List<Type> types) {
    List<Parameter> parameters = new ArrayList<>();
    int payloads = 0;
    for (int i = 0; i < types.size(); i++) {
      java.lang.reflect.Parameter declared = method.getParameters()[i];
      Type type = types.get(i);
      Parameter given = given(method, purpose, declared, type);
      if (given == null) {
        given = payload(method, purpose, declared, type, payloads);
        payloads++;
      }
      parameters.add(given);
    }
    return parameters;
  }

  /** A parameter that is no argument of an event; else null. */
  private static @Nullable Parameter given(
      Method method, Annotation purpose, java.lang.reflect.Parameter declared, Type type) {
    Class<?> raw = declared.getType();
    if (declared.isAnnotationPresent(Principal.class) || raw == java.security.Principal.class) {
      return new Parameter(raw, principal(method, declared, type));
    }
    Source value = GIVEN.get(raw);
    if (value == null && purpose instanceof OnEvent) {
      value = GIVEN_OF_EVENTS.get(raw);
    }
    if (value == null && purpose instanceof OnDisconnect && raw == DisconnectReason.class) {
      value = Call::reason;
    }
    return value == null ? null : new Parameter(raw, value);
  }

  private static Source principal(Method method, java.lang.reflect.Parameter declared, Type type) {
    Class<?> raw = declared.getType();
    if (raw.isPrimitive()) {
      throw fault(method, declared, "expected the class of a principal, got " + raw);
    }
    if (raw != Optional.class) {
      return call -> call.socket().principal(raw);
    }
    Type content = content(type);
    if (!(content instanceof Class<?> wanted)) {
      throw fault(method, declared, "expected an Optional of a class, got " + type.getTypeName());
    }
    return call -> call.socket().principal().map(wanted::cast);
  }

  private static Type content(Type optional) {
    return optional instanceof ParameterizedType generic
        ? generic.getActualTypeArguments()[0]
        : optional;
  }

  private static Parameter payload(
      Method method,
      Annotation purpose,
      java.lang.reflect.Parameter declared,
      Type type,
      int index) {
    Class<?> raw = declared.getType();
    if (!(purpose instanceof OnEvent)) {
      String also = purpose instanceof OnDisconnect ? " or DisconnectReason" : "";
      throw fault(
          method,
          declared,
          "expected Socket, Namespace, Handshake, a @Principal%s, got %s"
              .formatted(also, type.getTypeName()));
    }
    if (OURS.stream().anyMatch(ours -> ours.isAssignableFrom(raw))) {
      throw fault(
          method, declared, "expected a type that a client can send, got " + type.getTypeName());
    }
    if (!TypeVariables.isKnown(type)) {
      throw fault(
          method,
          declared,
          "expected a type that is known, got "
              + type.getTypeName()
              + ": extend the class, or implement the interface, with a type in its place");
    }
    TypeRef<?> wanted = TypeRef.of(type);
    boolean optional = raw == Optional.class;
    boolean nullable = isNullable(declared);
    return new Parameter(
        raw,
        call -> {
          Object value = call.args().get(index, wanted);
          if (value == null && optional) {
            return Optional.empty();
          } else if (value == null && !nullable) {
            throw ArgumentException.missing(call.args(), index, type);
          }
          return value;
        });
  }

  /** Whichever library the annotation is from. */
  private static boolean isNullable(java.lang.reflect.Parameter declared) {
    return Stream.concat(
            Stream.of(declared.getAnnotations()),
            Stream.of(declared.getAnnotatedType().getAnnotations()))
        .anyMatch(each -> each.annotationType().getSimpleName().equals("Nullable"));
  }

  boolean isAck() {
    return raw == Ack.class;
  }

  @Nullable Object bind(Call call) {
    return value.of(call);
  }

  private static IllegalArgumentException fault(
      Method method, java.lang.reflect.Parameter declared, String what) {
    int number = 1 + List.of(method.getParameters()).indexOf(declared);
    return HandlerMethod.fault(method, "parameter " + number + ": " + what);
  }
}
