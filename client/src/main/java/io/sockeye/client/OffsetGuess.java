package io.sockeye.client;

import io.sockeye.client.OffsetKind.Offset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which of the texts at the end of events is the offset of the last one that has any. Confined to
 * the manager's mailbox.
 *
 * <p>The JavaScript client takes the last text of all, and is not recovered if that was a text of
 * the program. Here texts that can be offsets of one log make a {@link OffsetRow}; a row of several
 * texts wins over single ones, and the row that went on last over another. So a text of the program
 * that fits into no row does no harm, and a row of such texts none for longer than until the second
 * event that has an offset.
 */
final class OffsetGuess {
  private static final int MAX_ROWS = 4;

  /** The one that went on last is the last. */
  private final List<OffsetRow> rows = new ArrayList<>();

  /** Null if no text came that might be one. */
  private @Nullable String latest;

  /** The offset of the last event, as far as it can be told; null if there is none. */
  @Nullable String latest() {
    return latest;
  }

  /** An event came with this text at its end. */
  void onText(String text, long now) {
    for (OffsetRow row : rows) {
      if (row.take(text, now)) {
        rows.remove(row);
        rows.add(row);
        choose();
        return;
      }
    }
    Optional<Offset> first = OffsetKind.of(text, now);
    if (first.isPresent()) {
      if (rows.size() == MAX_ROWS) {
        rows.remove(leastUseful());
      }
      rows.add(new OffsetRow(first.get()));
      choose();
    } else if (rows.stream().noneMatch(OffsetRow::isLong)) {
      latest = text; // It may be of a kind that is not known here.
    }
  }

  private void choose() {
    OffsetRow best = null;
    for (OffsetRow row : rows) {
      if (!row.isRefuted() && (best == null || row.isLong() || !best.isLong())) {
        best = row;
      }
    }
    if (best != null) {
      latest = best.latest();
    }
  }

  /** The oldest of a single text, or the oldest. */
  private OffsetRow leastUseful() {
    return rows.stream().filter(row -> !row.isLong()).findFirst().orElse(rows.get(0));
  }
}
