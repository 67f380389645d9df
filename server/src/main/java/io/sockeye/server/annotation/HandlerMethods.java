package io.sockeye.server.annotation;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds the annotated methods of an object, and checks that they go together. */
final class HandlerMethods {
  private final Object handler;
  private final TypeVariables variables;

  /** By name and parameters, so that what is overridden counts once. */
  private final Map<String, HandlerMethod> methods = new LinkedHashMap<>();

  private HandlerMethods(Object handler) {
    this.handler = handler;
    this.variables = TypeVariables.of(handler.getClass());
  }

  static List<HandlerMethod> of(Object handler) {
    if (handler instanceof Class<?> type) {
      throw new IllegalArgumentException(
          type.getName() + ": expected an object with annotated methods, got its class");
    }
    return new HandlerMethods(handler).find();
  }

  private List<HandlerMethod> find() {
    for (Class<?> type : lineage(handler.getClass())) {
      for (Method method : type.getDeclaredMethods()) {
        if (!method.isBridge() && !method.isSynthetic()) {
          add(method);
        }
      }
    }
    if (methods.isEmpty()) {
      throw new IllegalArgumentException(
          handler.getClass().getName()
              + ": expected a method with @OnConnect, @OnEvent or @OnDisconnect, got none");
    }
    List<HandlerMethod> found = List.copyOf(methods.values());
    checkUnique(found);
    return found;
  }

  private void add(Method method) {
    List<Annotation> annotations = new ArrayList<>();
    for (Annotation each : method.getAnnotations()) {
      if (each instanceof OnConnect || each instanceof OnEvent || each instanceof OnDisconnect) {
        annotations.add(each);
      }
    }
    if (annotations.isEmpty()) {
      return;
    }
    if (annotations.size() > 1) {
      throw HandlerMethod.fault(
          method, "expected one of @OnConnect, @OnEvent and @OnDisconnect, got several");
    }
    String signature = method.getName() + variables.resolve(method);
    if (!methods.containsKey(signature)) {
      methods.put(signature, HandlerMethod.of(handler, method, annotations.get(0), variables));
    }
  }

  private static void checkUnique(List<HandlerMethod> found) {
    Map<String, HandlerMethod> byPurpose = new LinkedHashMap<>();
    for (HandlerMethod each : found) {
      HandlerMethod other = byPurpose.putIfAbsent(each.purpose(), each);
      if (other != null) {
        throw HandlerMethod.fault(
            each.method(),
            "expected one method for "
                + each.purpose()
                + ", got "
                + HandlerMethod.describe(other.method())
                + " besides");
      }
    }
  }

  /** The class and what it extends and implements, the nearest first. */
  private static Set<Class<?>> lineage(Class<?> type) {
    Set<Class<?>> lineage = new LinkedHashSet<>();
    for (Class<?> each = type; each != null && each != Object.class; each = each.getSuperclass()) {
      lineage.add(each);
    }
    for (Class<?> each : List.copyOf(lineage)) {
      addInterfaces(each, lineage);
    }
    return lineage;
  }

  private static void addInterfaces(Class<?> type, Set<Class<?>> lineage) {
    for (Class<?> each : type.getInterfaces()) {
      if (lineage.add(each)) {
        addInterfaces(each, lineage);
      }
    }
  }
}
