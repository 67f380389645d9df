package io.sockeye.client.compat;

import io.sockeye.Args;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Arguments as the official client's listeners take them: an array of plain objects. */
final class Arguments {
  private Arguments() {}

  /** The arguments of an event, and behind them what answers it, if an answer is wanted. */
  static @Nullable Object[] with(Args args, io.sockeye.Ack ack) {
    List<@Nullable Object> values = new ArrayList<>(args.toList());
    if (ack.isRequested()) {
      Ack answer = ack::send;
      values.add(answer);
    }
    return values.toArray();
  }

  /** The name of an event, and behind it the arguments. */
  static @Nullable Object[] behind(String event, Args args) {
    List<@Nullable Object> values = new ArrayList<>();
    values.add(event);
    values.addAll(args.toList());
    return values.toArray();
  }

  /**
   * Refuses objects of org.json, which programs of the official client have: taken for beans, they
   * would be sent as something else without a word.
   */
  static void check(String what, @Nullable Object... args) {
    for (Object arg : args) {
      if (arg != null && arg.getClass().getName().startsWith("org.json.")) {
        throw new IllegalArgumentException(
            "%s: expected a Map, a List or another value, got %s; toMap() and toList() make these"
                .formatted(what, arg.getClass().getName()));
      }
    }
  }
}
