package io.sockeye.interop.client;

import io.sockeye.protocol.msgpack.MsgpackCodec;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Our client and the official servers: the newest, and older ones that are still met. */
@ParameterizedClass
@MethodSource("cases")
final class NodeServerBatteryIT extends SmokeBattery {
  private static final List<NodeServer> SERVERS =
      NodeServer.VERSIONS.stream()
          .map(
              version ->
                  NodeServer.start(version, "--ping-interval", "300", "--ping-timeout", "5000"))
          .toList();

  private static final NodeServer MSGPACK = NodeServer.start(NodeServer.NEWEST, "--msgpack");

  static Stream<BatteryCase> cases() {
    return Stream.concat(
        SERVERS.stream().flatMap(BatteryCase::each),
        BatteryCase.each(MSGPACK, options -> options.parser(MsgpackCodec.create()))
            .filter(BatteryCase::upgrades));
  }

  @AfterAll
  static void stop() {
    SERVERS.forEach(NodeServer::close);
    MSGPACK.close();
  }
}
