package io.sockeye.server.cluster;

import io.sockeye.Args;
import io.sockeye.server.adapter.BroadcastAcks;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Writes down what comes of a broadcast that asks for answers. */
final class CollectedAcks implements BroadcastAcks {
  final List<String> lines = new ArrayList<>();

  @Override
  public void onRecipients(Set<String> ids) {
    lines.add("to " + ids);
  }

  @Override
  public void onNoMoreRecipients() {
    lines.add("that is all");
  }

  @Override
  public void onAnswer(String id, Args answer) {
    lines.add(id + " answered " + answer.toList());
  }

  @Override
  public void onGone(String id) {
    lines.add(id + " is gone");
  }
}
