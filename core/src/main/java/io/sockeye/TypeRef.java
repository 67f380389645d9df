package io.sockeye;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Objects;

/**
 * A type with its type arguments, which a {@code Class} cannot say.
 *
 * <pre>{@code
 * List<Move> moves = args.get(0, new TypeRef<List<Move>>() {});
 * }</pre>
 *
 * @param <T> the type that is meant
 */
public abstract class TypeRef<T> {
  private final Type type;

  /** For an anonymous subclass that names the type. */
  protected TypeRef() {
    if (!(getClass().getGenericSuperclass() instanceof ParameterizedType parent)
        || parent.getRawType() != TypeRef.class) {
      throw new IllegalStateException(
          "expected a direct subclass such as new TypeRef<List<String>>() {}, got "
              + getClass().getName());
    }
    this.type = parent.getActualTypeArguments()[0];
  }

  private TypeRef(Type type) {
    this.type = type;
  }

  /** A type that was found, such as that of a method's parameter. */
  public static TypeRef<?> of(Type type) {
    return new Found(Objects.requireNonNull(type, "type"));
  }

  private static final class Found extends TypeRef<Object> {
    Found(Type type) {
      super(type);
    }
  }

  /** The type that was named. */
  public final Type type() {
    return type;
  }

  @Override
  public final boolean equals(Object other) {
    return other instanceof TypeRef<?> that && type.equals(that.type);
  }

  @Override
  public final int hashCode() {
    return type.hashCode();
  }

  @Override
  public final String toString() {
    return type.getTypeName();
  }
}
