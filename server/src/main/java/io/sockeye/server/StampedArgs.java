package io.sockeye.server;

import io.sockeye.Args;
import io.sockeye.TypeRef;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of an event that can be sent again, and after them its offset: the place in the log
 * of this server, or of the cluster, that a client names when it comes back (section 4.9 of the
 * behaviour spec).
 */
final class StampedArgs implements Args {
  private final Args args;
  private final long position;
  private final String offset;
  private final boolean compress;

  /**
   * Arguments with their offset.
   *
   * @param compress whether the event may be compressed, also when it is sent again
   */
  StampedArgs(Args args, long position, String offset, boolean compress) {
    this.args = args;
    this.position = position;
    this.offset = offset;
    this.compress = compress;
  }

  /** What the program sent. */
  static Args withoutOffset(Args args) {
    return args instanceof StampedArgs stamped ? stamped.args : args;
  }

  /** In the log of this server. */
  long position() {
    return position;
  }

  String offset() {
    return offset;
  }

  boolean compress() {
    return compress;
  }

  @Override
  public int size() {
    return args.size() + 1;
  }

  @Override
  public @Nullable Object get(int index) {
    return index == args.size() ? offset : args.get(index);
  }

  @Override
  public <T> @Nullable T get(int index, Class<T> type) {
    return index == args.size() ? Args.of(offset).get(0, type) : args.get(index, type);
  }

  @Override
  public <T> @Nullable T get(int index, TypeRef<T> type) {
    return index == args.size() ? Args.of(offset).get(0, type) : args.get(index, type);
  }

  @Override
  public List<@Nullable Object> toList() {
    List<@Nullable Object> all = new ArrayList<>(args.toList());
    all.add(offset);
    return Collections.unmodifiableList(all);
  }
}
