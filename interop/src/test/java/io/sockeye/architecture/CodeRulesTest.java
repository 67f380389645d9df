package io.sockeye.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;

import com.tngtech.archunit.core.domain.JavaModifier;
import java.io.ObjectInputStream;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What no class of ours does, whichever floor it stands on. */
final class CodeRulesTest {

  private static final String[] LIBRARY = {
    "io.sockeye",
    "io.sockeye.concurrent..",
    "io.sockeye.events..",
    "io.sockeye.log..",
    "io.sockeye.protocol..",
    "io.sockeye.server..",
    "io.sockeye.netty.."
  };

  @Test
  void nothingIsReadByJavaSerialization() {
    var rule =
        noClasses()
            .should()
            .dependOnClassesThat()
            .areAssignableTo(ObjectInputStream.class)
            .because("what a stranger sends must never choose the class to load");

    rule.check(Sockeye.CLASSES);
  }

  @Test
  void nobodySleeps() {
    var rule =
        noClasses()
            .should()
            .callMethod(Thread.class, "sleep", long.class)
            .orShould()
            .callMethod(Thread.class, "sleep", long.class, int.class)
            .orShould()
            .callMethod(TimeUnit.class, "sleep", long.class);

    rule.check(Sockeye.CLASSES);
  }

  @Test
  void timeComesFromTimersAlone() {
    var rule =
        noClasses()
            .that()
            .resideInAnyPackage(
                "io.sockeye",
                "io.sockeye.events..",
                "io.sockeye.log..",
                "io.sockeye.protocol..",
                "io.sockeye.server..")
            .should()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(Clock.class, "systemUTC")
            .because("a test moves the clock by hand");

    rule.check(Sockeye.CLASSES);
  }

  @Test
  void publicClassesHaveNoSynchronizedMethod() {
    var rule =
        methods()
            .that()
            .areDeclaredInClassesThat()
            .arePublic()
            .should()
            .notHaveModifier(JavaModifier.SYNCHRONIZED)
            .because("a caller could take the same lock");

    rule.check(Sockeye.CLASSES);
  }

  @Test
  void libraryIsSilentOnTheConsole() {
    var rule = noClasses().that().resideInAnyPackage(LIBRARY).should(ACCESS_STANDARD_STREAMS);

    rule.check(Sockeye.CLASSES);
  }

  @Test
  void namesSayWhatAClassIs() {
    var rule =
        noClasses()
            .should()
            .haveNameMatching("io\\.sockeye\\..*[.$](Abstract|Base)[A-Z]\\w*")
            .orShould()
            .haveNameMatching("io\\.sockeye\\..*(Impl|Utils?|Helpers?)");

    rule.check(Sockeye.CLASSES);
  }
}
