package io.sockeye.interop.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** A process that emits as the emitters of JavaScript do: {@code tests/servers/emitter.mjs}. */
final class NpmEmitter {
  private static final JsonMapper JSON = new JsonMapper();
  private static final long PATIENCE_SECONDS = 30;

  private NpmEmitter() {}

  /** Says all of this to a cluster, in order; each is an operation with its options. */
  static void emit(AdapterKind adapter, String redisUrl, List<Map<String, ?>> commands)
      throws IOException, InterruptedException {
    List<String> line = new ArrayList<>();
    line.addAll(List.of("node", "tests/servers/emitter.mjs", adapter.word(), redisUrl));
    commands.forEach(command -> line.add(JSON.writeValueAsString(written(command))));
    Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)
        || process.exitValue() != 0
        || !said.isEmpty()) {
      throw new AssertionError("the emitter said: " + said);
    }
  }

  /** With bytes in the form that the script reads. */
  private static @Nullable Object written(@Nullable Object value) {
    if (value instanceof ByteBuffer bytes) {
      List<Integer> numbers = new ArrayList<>();
      for (int i = bytes.position(); i < bytes.limit(); i++) {
        numbers.add(bytes.get(i) & 0xff);
      }
      return Map.of("bytes", numbers);
    }
    if (value instanceof List<?> list) {
      List<@Nullable Object> written = new ArrayList<>();
      list.forEach(each -> written.add(written(each)));
      return written;
    }
    if (value instanceof Map<?, ?> map) {
      Map<Object, @Nullable Object> written = new LinkedHashMap<>();
      map.forEach((name, member) -> written.put(name, written(member)));
      return written;
    }
    return value;
  }
}
