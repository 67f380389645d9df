package io.sockeye.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which package stands above which; {@code ARCHITECTURE.md} draws the same picture. */
final class FloorsTest {

  private record Floor(String name, List<String> packages) {

    Floor(String name, String... packages) {
      this(name, List.of(packages));
    }
  }

  /** From the ground up: a floor sees itself and those before it. */
  private static final List<Floor> FLOORS =
      List.of(
          new Floor(
              "vocabulary",
              "io.sockeye",
              "io.sockeye.concurrent",
              "io.sockeye.log",
              "io.sockeye.protocol"),
          new Floor("framing", "io.sockeye.protocol.engineio", "io.sockeye.protocol.json"),
          new Floor("packets", "io.sockeye.protocol.socketio"),
          new Floor("another encoding of packets", "io.sockeye.protocol.msgpack"),
          new Floor("listeners and answers", "io.sockeye.events"),
          new Floor("addresses and rates", "io.sockeye.server.traffic"),
          new Floor("engine and adapter", "io.sockeye.server.engine", "io.sockeye.server.adapter"),
          new Floor("cluster", "io.sockeye.server.cluster"),
          new Floor("engine of the client", "io.sockeye.client.engine"),
          new Floor("client", "io.sockeye.client"),
          new Floor("another face of the client", "io.sockeye.client.compat"),
          new Floor("server", "io.sockeye.server"),
          new Floor("annotations", "io.sockeye.server.annotation"),
          new Floor("bindings and backends", "io.sockeye.netty..", "io.sockeye.redis.."),
          new Floor(
              "users", "io.sockeye.testkit..", "io.sockeye.interop..", "io.sockeye.testsupport.."));

  @Test
  void everyPackageStandsOnAFloor() {
    String[] all =
        FLOORS.stream().flatMap(floor -> floor.packages().stream()).toArray(String[]::new);

    var rule = classes().should().resideInAnyPackage(all);

    rule.check(Sockeye.CLASSES);
  }

  @Test
  void noFloorKnowsTheOnesAbove() {
    var rule = layeredArchitecture().consideringOnlyDependenciesInLayers().withOptionalLayers(true);
    for (Floor floor : FLOORS) {
      rule = rule.layer(floor.name()).definedBy(floor.packages().toArray(String[]::new));
    }
    for (int i = 0; i < FLOORS.size(); i++) {
      String[] below = FLOORS.subList(0, i).stream().map(Floor::name).toArray(String[]::new);
      var layer = rule.whereLayer(FLOORS.get(i).name());
      rule = below.length == 0 ? layer.mayNotAccessAnyLayer() : layer.mayOnlyAccessLayers(below);
    }

    rule.check(Sockeye.CLASSES);
  }

  @Test
  void noTwoPackagesImportEachOther() {
    var rule = slices().assignedFrom(PACKAGE_BY_PACKAGE).should().beFreeOfCycles();

    rule.check(Sockeye.CLASSES);
  }

  @Test
  void clientAndServerAreStrangers() {
    var client =
        noClasses()
            .that()
            .resideInAPackage("io.sockeye.client..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.sockeye.server..", "io.sockeye.netty..")
            .because("an application may have the one without the other");
    var server =
        noClasses()
            .that()
            .resideInAnyPackage("io.sockeye.server..", "io.sockeye.netty..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.sockeye.client..")
            .because("an application may have the one without the other");
    var engine =
        noClasses()
            .that()
            .resideInAPackage("io.sockeye.client.engine..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.sockeye.protocol.socketio..", "io.sockeye.events..")
            .because("Engine.IO knows nothing of Socket.IO");

    client.check(Sockeye.CLASSES);
    server.check(Sockeye.CLASSES);
    engine.check(Sockeye.CLASSES);
  }

  @Test
  void engineAndAdapterAreStrangers() {
    var engine =
        noClasses()
            .that()
            .resideInAPackage("io.sockeye.server.engine..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "io.sockeye.server.adapter..",
                "io.sockeye.protocol.socketio..",
                "io.sockeye.events..")
            .because("Engine.IO knows nothing of Socket.IO and is usable alone");
    var adapter =
        noClasses()
            .that()
            .resideInAPackage("io.sockeye.server.adapter..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.sockeye.server.engine..")
            .because("an adapter names recipients, it does not reach them");

    engine.check(Sockeye.CLASSES);
    adapter.check(Sockeye.CLASSES);
  }

  @Test
  void rulesSeeEveryPublishedModule() {
    assertThat(List.of("io.sockeye", "io.sockeye.server", "io.sockeye.netty", "io.sockeye.testkit"))
        .allSatisfy(name -> assertThat(Sockeye.CLASSES.containPackage(name)).isTrue());
  }

  private static final SliceAssignment PACKAGE_BY_PACKAGE =
      new SliceAssignment() {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
          return type.getPackageName().startsWith("io.sockeye")
              ? SliceIdentifier.of(type.getPackageName())
              : SliceIdentifier.ignore();
        }

        @Override
        public String getDescription() {
          return "packages";
        }
      };
}
