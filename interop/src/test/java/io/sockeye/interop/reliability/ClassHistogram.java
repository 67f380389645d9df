package io.sockeye.interop.reliability;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * How many objects of each class are reachable, as the JVM counts them after it has collected all
 * others.
 *
 * @param instances by the name of the class
 */
record ClassHistogram(Map<String, Long> instances) {
  private static final Pattern LINE = Pattern.compile("\\s*\\d+:\\s+(\\d+)\\s+\\d+\\s+(\\S+).*");

  /** Counts now. */
  static ClassHistogram take() {
    try {
      Object told =
          ManagementFactory.getPlatformMBeanServer()
              .invoke(
                  new ObjectName("com.sun.management:type=DiagnosticCommand"),
                  "gcClassHistogram",
                  new Object[] {new String[0]},
                  new String[] {String[].class.getName()});
      Map<String, Long> instances = new HashMap<>();
      for (String line : String.valueOf(told).split("\n", -1)) {
        Matcher matcher = LINE.matcher(line);
        if (matcher.matches()) {
          instances.merge(matcher.group(2), Long.valueOf(matcher.group(1)), Long::sum);
        }
      }
      return new ClassHistogram(Map.copyOf(instances));
    } catch (JMException e) {
      throw new IllegalStateException(e);
    }
  }

  long of(String name) {
    return instances.getOrDefault(name, 0L);
  }

  /** How many it has brought about itself: the names. */
  private long ownInstances(String name) {
    return name.equals("java.lang.String") || name.equals("[B") ? instances.size() : 0;
  }

  /** Classes of which there are more than before by a hundredth and so many, in words. */
  List<String> grownSince(ClassHistogram before, long allowed) {
    List<String> grown = new ArrayList<>();
    instances.forEach(
        (name, count) -> {
          long earlier = before.of(name) + before.ownInstances(name);
          if (count > earlier + earlier / 100 + allowed) {
            grown.add("%s: %,d, before %,d".formatted(name, count, earlier));
          }
        });
    return grown;
  }
}
