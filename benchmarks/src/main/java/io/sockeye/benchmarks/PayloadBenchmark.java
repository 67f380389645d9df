package io.sockeye.benchmarks;

import io.sockeye.protocol.Limits;
import io.sockeye.protocol.ProtocolException;
import io.sockeye.protocol.engineio.EnginePacket;
import io.sockeye.protocol.engineio.EngineVersion;
import io.sockeye.protocol.engineio.PacketGroup;
import io.sockeye.protocol.engineio.PayloadDecoder;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** What the body of a long poll costs, both ways. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class PayloadBenchmark {
  private static final String EVENT = "2[\"echo\",\"" + "x".repeat(32) + "\"]";

  /** How many packets a body has. */
  @Param({"1", "16"})
  public int packets;

  private final Limits limits = Limits.defaults();
  private byte[] body = {};

  /** Makes the body. */
  @Setup
  public void setUp() {
    body = encode();
  }

  /** Packets that have not been encoded before become a body. */
  @Benchmark
  public byte[] encode() {
    List<PacketGroup> groups =
        IntStream.range(0, packets)
            .mapToObj(i -> PacketGroup.of(EnginePacket.text(EnginePacket.Type.MESSAGE, EVENT)))
            .toList();
    return PacketGroup.payload(EngineVersion.V4, groups);
  }

  /** A body becomes packets. */
  @Benchmark
  public void decode(Blackhole sink) throws ProtocolException {
    PayloadDecoder decoder = EngineVersion.V4.codec().payload(body, limits);
    for (EnginePacket packet = decoder.next(); packet != null; packet = decoder.next()) {
      sink.consume(packet);
    }
  }
}
