package io.sockeye.interop.client;

import io.sockeye.protocol.msgpack.MsgpackCodec;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Our client and our server, over a good network, a slow one, and one that tears all to pieces. */
@ParameterizedClass
@MethodSource("cases")
final class OwnServerBatteryTest extends SmokeBattery {
  private static final OwnServer SERVER = OwnServer.start("--ping", "300", "5000");
  private static final OwnServer MSGPACK = OwnServer.start("--msgpack");
  private static final ProxiedServer SLOW = ProxiedServer.before(SERVER, "slow");
  private static final ProxiedServer SLICED = ProxiedServer.before(SERVER, "sliced");

  static {
    SLOW.proxy().delay(Duration.ofMillis(5));
    SLICED.proxy().slice(1);
  }

  static Stream<BatteryCase> cases() {
    return Stream.of(
            BatteryCase.each(SERVER),
            BatteryCase.each(MSGPACK, options -> options.parser(MsgpackCodec.create()))
                .filter(BatteryCase::upgrades),
            BatteryCase.each(SLOW).filter(BatteryCase::upgrades),
            BatteryCase.each(SLICED).map(each -> each.withBig(5_000)))
        .flatMap(each -> each);
  }

  @AfterAll
  static void stop() {
    List.of(SLICED, SLOW, MSGPACK, SERVER).forEach(TestServer::close);
  }
}
