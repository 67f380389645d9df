package io.sockeye.interop.client;

import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Our client and our server, with OkHttp between them instead of the JDK's HTTP client. */
@ParameterizedClass
@MethodSource("cases")
final class OtherHttpLibraryTest extends SmokeBattery {
  private static final OwnServer SERVER = OwnServer.start("--ping", "300", "5000");
  private static final OkHttpNetwork NETWORK = new OkHttpNetwork();

  static Stream<BatteryCase> cases() {
    return BatteryCase.each(SERVER, options -> options.network(NETWORK));
  }

  @AfterAll
  static void stop() {
    NETWORK.close();
    SERVER.close();
  }
}
