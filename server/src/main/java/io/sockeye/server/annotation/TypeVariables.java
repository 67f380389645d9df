package io.sockeye.server.annotation;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the type variables of super-classes and interfaces stand for in a class: {@code T} is {@code
 * User} where the class extends {@code Store<User>}.
 */
final class TypeVariables {
  private final Map<TypeVariable<?>, Type> meanings = new HashMap<>();

  private TypeVariables() {}

  static TypeVariables of(Class<?> type) {
    TypeVariables variables = new TypeVariables();
    variables.learn(type);
    return variables;
  }

  private void learn(Class<?> type) {
    Type parent = type.getGenericSuperclass();
    if (parent != null) {
      learn(parent);
    }
    for (Type each : type.getGenericInterfaces()) {
      learn(each);
    }
  }

  private void learn(Type type) {
    if (type instanceof ParameterizedType generic) {
      Class<?> raw = (Class<?>) generic.getRawType();
      TypeVariable<?>[] parameters = raw.getTypeParameters();
      Type[] arguments = generic.getActualTypeArguments();
      for (int i = 0; i < parameters.length; i++) {
        meanings.put(parameters[i], resolve(arguments[i]));
      }
      learn(raw);
    } else if (type instanceof Class<?> raw) {
      learn(raw);
    }
  }

  /** The types of a method's parameters. */
  List<Type> resolve(Method method) {
    return Arrays.stream(method.getGenericParameterTypes()).map(this::resolve).toList();
  }

  /** The type with its variables replaced; a variable that stands for nothing is left. */
  Type resolve(Type type) {
    if (type instanceof TypeVariable<?> variable) {
      return meanings.getOrDefault(variable, variable);
    } else if (type instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      Type[] resolved = Arrays.stream(arguments).map(this::resolve).toArray(Type[]::new);
      return Arrays.equals(arguments, resolved)
          ? generic
          : new Resolved(
              (Class<?>) generic.getRawType(), List.of(resolved), generic.getOwnerType());
    } else if (type instanceof GenericArrayType array
        && resolve(array.getGenericComponentType()) instanceof Class<?> component) {
      return component.arrayType();
    }
    return type;
  }

  /** Whether nothing in a type is left to be told. */
  static boolean isKnown(Type type) {
    if (type instanceof ParameterizedType generic) {
      return Arrays.stream(generic.getActualTypeArguments()).allMatch(TypeVariables::isKnown);
    } else if (type instanceof GenericArrayType array) {
      return isKnown(array.getGenericComponentType());
    } else if (type instanceof WildcardType wildcard) {
      return Arrays.stream(wildcard.getUpperBounds()).allMatch(TypeVariables::isKnown);
    }
    return type instanceof Class<?>;
  }

  /** A generic type with other type arguments. */
  private record Resolved(Class<?> raw, List<Type> arguments, @Nullable Type owner)
      implements ParameterizedType {
    @Override
    public Type[] getActualTypeArguments() {
      return arguments.toArray(new Type[0]);
    }

    @Override
    public Type getRawType() {
      return raw;
    }

    @Override
    public @Nullable Type getOwnerType() {
      return owner;
    }

    @Override
    public String toString() {
      return arguments.stream()
          .map(Type::getTypeName)
          .collect(Collectors.joining(", ", raw.getName() + "<", ">"));
    }
  }
}
