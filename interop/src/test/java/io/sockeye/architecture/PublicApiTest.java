package io.sockeye.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** What a user of core and server gets to see. */
final class PublicApiTest {

  /** Libraries that a user must be able to change, or to have in another version, without us. */
  private static final Pattern FOREIGN =
      Pattern.compile(
          "(io\\.netty|tools\\.jackson|com\\.fasterxml|javax?\\.servlet|jakarta"
              + "|org\\.springframework|reactor|org\\.reactivestreams)\\..*");

  @Test
  void noForeignTypeInSignaturesButForTheJsonSeam() {
    var rule =
        classes()
            .that()
            .resideInAnyPackage(
                "io.sockeye",
                "io.sockeye.concurrent..",
                "io.sockeye.events..",
                "io.sockeye.log..",
                "io.sockeye.protocol",
                "io.sockeye.protocol.engineio..",
                "io.sockeye.protocol.socketio..",
                "io.sockeye.protocol.msgpack..",
                "io.sockeye.server..",
                "io.sockeye.client..")
            .and()
            .arePublic()
            .should(SHOW_NO_FOREIGN_TYPE);

    rule.check(Sockeye.CLASSES);
  }

  @Test
  void everyPackageIsNullMarked() {
    Set<String> unmarked = new TreeSet<>();
    Sockeye.CLASSES.stream()
        .map(JavaClass::getPackage)
        .filter(each -> !isNullMarked(each))
        .forEach(each -> unmarked.add(each.getName()));

    assertThat(unmarked).as("packages without a @NullMarked package-info").isEmpty();
  }

  private static boolean isNullMarked(JavaPackage each) {
    return each.tryGetPackageInfo().isPresent() && each.isAnnotatedWith(NullMarked.class);
  }

  private static final ArchCondition<JavaClass> SHOW_NO_FOREIGN_TYPE =
      new ArchCondition<>("show no type of Netty, Jackson, Servlet or Spring") {
        @Override
        public void check(JavaClass type, ConditionEvents events) {
          Stream.concat(
                  Stream.concat(
                      type.getRawSuperclass().stream(), type.getAllRawInterfaces().stream()),
                  type.getMembers().stream()
                      .filter(PublicApiTest::isVisible)
                      .flatMap(member -> member.getAllInvolvedRawTypes().stream()))
              .filter(shown -> FOREIGN.matcher(shown.getName()).matches())
              .distinct()
              .forEach(
                  shown ->
                      events.add(
                          SimpleConditionEvent.violated(
                              type, type.getName() + " shows " + shown.getName())));
        }
      };

  private static boolean isVisible(JavaMember member) {
    Set<JavaModifier> modifiers = member.getModifiers();
    return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
  }
}
