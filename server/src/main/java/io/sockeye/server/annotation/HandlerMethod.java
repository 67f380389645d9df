package io.sockeye.server.annotation;

import io.sockeye.protocol.socketio.ReservedEvents;
import io.sockeye.server.Namespace;
import java.lang.annotation.Annotation;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One annotated method of an object, checked and ready to be called. */
final class HandlerMethod {
  private static final MethodType SPREAD = MethodType.methodType(Object.class, Object[].class);

  private final Method method;
  private final Annotation annotation;
  private final List<Parameter> parameters;

  /** Takes the arguments as an array; null is what a method returns that returns nothing. */
  private final MethodHandle handle;

  private HandlerMethod(
      Method method, Annotation annotation, List<Parameter> parameters, MethodHandle handle) {
    this.method = method;
    this.annotation = annotation;
    this.parameters = parameters;
    this.handle = handle;
  }

  /**
   * A method of an object.
   *
   * @throws IllegalArgumentException if it cannot be what its annotation says
   */
  static HandlerMethod of(
      Object handler, Method method, Annotation annotation, TypeVariables variables) {
    if (Modifier.isStatic(method.getModifiers())) {
      throw fault(method, "expected a method of the object, got a static one: drop static");
    }
    if (Modifier.isPrivate(method.getModifiers())) {
      throw fault(method, "expected a method that can be called, got a private one: drop private");
    }
    if (annotation instanceof OnEvent event) {
      checkName(method, event.value());
    } else if (returnsSomething(method)) {
      throw fault(
          method, "expected void, for nobody gets what it returns; got " + method.getReturnType());
    }
    List<Parameter> parameters = Parameter.of(method, annotation, variables.resolve(method));
    checkAck(method, parameters);
    return new HandlerMethod(method, annotation, parameters, handle(handler, method));
  }

  private static void checkName(Method method, String event) {
    if (event.isEmpty()) {
      throw fault(method, "expected the name of an event, got an empty one");
    }
    if (ReservedEvents.contains(event)) {
      throw fault(
          method,
          "expected an event that a client can send, got the reserved name \""
              + event
              + "\": there are @OnConnect and @OnDisconnect");
    }
  }

  private static void checkAck(Method method, List<Parameter> parameters) {
    long acks = parameters.stream().filter(Parameter::isAck).count();
    if (acks > 1) {
      throw fault(method, "expected one Ack at most, got " + acks);
    }
    if (acks == 1 && returnsSomething(method)) {
      throw fault(
          method,
          "expected one ack, got two: what it returns and an Ack; return void, or drop the Ack");
    }
  }

  private static boolean returnsSomething(Method method) {
    return method.getReturnType() != void.class;
  }

  private static MethodHandle handle(Object handler, Method method) {
    try {
      method.setAccessible(true);
      return MethodHandles.lookup()
          .unreflect(method)
          .bindTo(handler)
          .asFixedArity()
          .asSpreader(Object[].class, method.getParameterCount())
          .asType(SPREAD);
    } catch (IllegalAccessException | RuntimeException closed) {
      Module module = method.getDeclaringClass().getModule();
      throw new IllegalArgumentException(
          describe(method)
              + ": expected a method that can be called, but "
              + module
              + " lets no reflection in: add \"opens "
              + method.getDeclaringClass().getPackageName()
              + " to "
              + HandlerMethod.class.getModule().getName()
              + "\" to its module-info, or make class and method public and export the package",
          closed);
    }
  }

  Method method() {
    return method;
  }

  /** What a namespace needs at most one method of an object for. */
  String purpose() {
    return annotation instanceof OnEvent event
        ? "the event \"" + event.value() + "\""
        : "@" + annotation.annotationType().getSimpleName();
  }

  void addTo(Namespace namespace) {
    if (annotation instanceof OnConnect) {
      namespace.onConnection(socket -> call(Call.ofConnection(socket)));
    } else if (annotation instanceof OnDisconnect) {
      namespace.onDisconnect((socket, reason) -> call(Call.ofDisconnection(socket, reason)));
    } else if (annotation instanceof OnEvent event && returnsSomething(method)) {
      namespace.onRequest(event.value(), (socket, args) -> call(Call.ofRequest(socket, args)));
    } else if (annotation instanceof OnEvent event) {
      namespace.on(event.value(), (socket, args, ack) -> call(Call.ofEvent(socket, args, ack)));
    }
  }

  private @Nullable Object call(Call call) throws Exception {
    @Nullable Object[] arguments = new Object[parameters.size()];
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = parameters.get(i).bind(call);
    }
    try {
      return (Object) handle.invokeExact(arguments);
    } catch (Exception | Error failure) {
      throw failure;
    } catch (Throwable other) {
      throw new UndeclaredThrowableException(other);
    }
  }

  @Override
  public String toString() {
    return describe(method);
  }

  static IllegalArgumentException fault(Method method, String what) {
    return new IllegalArgumentException(describe(method) + ": " + what);
  }

  /** As in source: class, name, and the types of the parameters. */
  static String describe(Method method) {
    return Arrays.stream(method.getParameterTypes())
        .map(Class::getSimpleName)
        .collect(
            Collectors.joining(
                ", ", method.getDeclaringClass().getName() + "." + method.getName() + "(", ")"));
  }
}
