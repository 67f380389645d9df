package io.sockeye.benchmarks.load;

import java.util.Arrays;
import java.util.List;

/** The CPU time that processes use together, from when this is made. */
final class CpuWatch {
  private final List<ProcessMeter> meters;
  private final List<ProcessMeter.Usage> before;

  /** Looks at the processes with these ids; 0 is none. */
  CpuWatch(long... pids) {
    meters = Arrays.stream(pids).filter(pid -> pid != 0).mapToObj(ProcessMeter::new).toList();
    before = meters.stream().map(ProcessMeter::usage).toList();
  }

  /** User and system time of all until now; not a number if there is no process. */
  double nanos() {
    double nanos = meters.isEmpty() ? Double.NaN : 0;
    for (int i = 0; i < meters.size(); i++) {
      nanos += meters.get(i).usage().nanosSince(before.get(i));
    }
    return nanos;
  }
}
