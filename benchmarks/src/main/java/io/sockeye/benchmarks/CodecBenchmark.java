package io.sockeye.benchmarks;

import io.sockeye.Args;
import io.sockeye.protocol.Limits;
import io.sockeye.protocol.ProtocolException;
import io.sockeye.protocol.engineio.EnginePacket;
import io.sockeye.protocol.engineio.EngineVersion;
import io.sockeye.protocol.engineio.PacketGroup;
import io.sockeye.protocol.json.JacksonJson;
import io.sockeye.protocol.socketio.JsonSocketCodec;
import io.sockeye.protocol.socketio.SocketDecoder;
import io.sockeye.protocol.socketio.SocketPacket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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

/** What a packet costs between the bytes of a frame and an event, both ways. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class CodecBenchmark {
  /** Length of the text that the event carries. */
  @Param({"32", "1024", "65536"})
  public int length;

  private final JsonSocketCodec codec = new JsonSocketCodec(JacksonJson.create());
  private final SocketDecoder decoder = codec.decoder(Limits.defaults());
  private byte[] frame = {};
  private SocketPacket event = new SocketPacket.Disconnect("/");

  /** Makes the event and its frame. */
  @Setup
  public void setUp() {
    String text = "x".repeat(length);
    frame = ("42[\"echo\",\"" + text + "\"]").getBytes(StandardCharsets.UTF_8);
    event = new SocketPacket.Event("/", "echo", Args.of(text), SocketPacket.NO_ID);
  }

  /** A frame becomes an event whose arguments nobody reads. */
  @Benchmark
  public @Nullable SocketPacket decode() throws ProtocolException {
    return decoder.decode(EngineVersion.V4.codec().decodeText(frame));
  }

  /** A frame becomes an event whose argument is read. */
  @Benchmark
  public @Nullable String decodeAndBind() throws ProtocolException {
    EnginePacket message = EngineVersion.V4.codec().decodeText(frame);
    SocketPacket.Event decoded = (SocketPacket.Event) decoder.decode(message);
    return decoded == null ? null : decoded.args().get(0, String.class);
  }

  /** An event becomes the frames that all its recipients share. */
  @Benchmark
  public PacketGroup encode() {
    PacketGroup group = codec.encode(event);
    group.frames(EngineVersion.V4);
    return group;
  }
}
