package io.sockeye.concurrent;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Fields that are changed atomically, where an atomic object beside each would be memory for every
 * client.
 */
public final class Fields {
  private Fields() {}

  /**
   * The handle of a field of the class that looks.
   *
   * @throws LinkageError if that class has no such field
   */
  public static VarHandle of(MethodHandles.Lookup lookup, String name, Class<?> type) {
    try {
      return lookup.findVarHandle(lookup.lookupClass(), name, type);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("no such field: " + name, e);
    }
  }
}
