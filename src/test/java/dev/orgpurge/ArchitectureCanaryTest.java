package dev.orgpurge;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** A rule that cannot fail is no rule: each one is shown the house that breaks it, and must name who did. */
class ArchitectureCanaryTest {

    private static final String BASE = "dev.orgpurge.broken";
    private static final JavaClasses BROKEN = new ClassFileImporter().importPackages(BASE);
    /** Two rooms are enough for a cycle; with all of them the rule stops at the first hundred it happens to meet. */
    private static final JavaClasses TWO_ROOMS =
            BROKEN.that(resideInAnyPackage(BASE + ".catalogue..", BASE + ".plan.."));

    private static final String CYCLES = "rooms are free of cycles";
    private static final Map<String, ArchRule> RULES = ArchitectureRules.of(BASE);
    private static final Map<String, List<String>> CULPRITS = culprits();

    private static Map<String, List<String>> culprits() {
        Map<String, List<String>> culprits = new LinkedHashMap<>();
        Rooms.all()
                .forEach(room -> culprits.put(room + " uses only the rooms it may use", List.of(room + ".Trespasser")));
        culprits.put(
                "no room looks back at the root package",
                Rooms.all().stream().map(room -> room + ".Trespasser").toList());
        culprits.put("every class lives in a room", List.of("attic.Forgotten"));
        culprits.put(CYCLES, List.of("catalogue.Trespasser", "plan.Door"));
        culprits.put("JDBC stays in the rooms that talk to the database", List.of("shell.ReadsRows"));
        culprits.put("the web stays in http", List.of("access.Listens"));
        culprits.put("Spring Batch stays in purge", List.of("constraint.ChecksItems"));
        culprits.put("Micrometer stays in ops", List.of("purge.Counts"));
        culprits.put("Spring Shell stays in shell", List.of("ops.Commands"));
        culprits.put("plan is pure", List.of("plan.ReadsFiles"));
        culprits.put("no time comes from this machine's clock", List.of("purge.LooksAtTheClock"));
        culprits.put("no time without a zone", List.of("ledger.Zoneless"));
        culprits.put("public classes are final", List.of("purge.Open"));
        culprits.put("values do not change", List.of("plan.Changeable"));
        culprits.put("Jdbc classes hide behind a door", List.of("ledger.JdbcBook"));
        culprits.put("no door hands out JDBC", List.of("catalogue.Leaks"));
        culprits.put("names say what a thing is", List.of("purge.PurgeManager", "purge.PurgeUtils"));
        culprits.put("standard streams belong to the shell", List.of("purge.Chatters"));
        culprits.put("every package is null-marked", List.of("report.Unmarked"));
        return culprits;
    }

    @Test
    void every_rule_has_its_canary() {
        assertThat(CULPRITS.keySet()).containsExactlyInAnyOrderElementsOf(RULES.keySet());
        assertThat(CULPRITS)
                .allSatisfy((rule, classes) -> assertThat(classes).as(rule).isNotEmpty());
    }

    @TestFactory
    Stream<DynamicTest> the_rule_names_who_broke_it() {
        return CULPRITS.entrySet().stream()
                .map(canary -> DynamicTest.dynamicTest(
                        canary.getKey(),
                        () -> assertThat(canary.getValue())
                                .allSatisfy(culprit -> assertThat(said(canary.getKey()))
                                        .anySatisfy(line -> assertThat(line).contains(BASE + "." + culprit)))));
    }

    @TestFactory
    Stream<DynamicTest> every_closed_door_is_closed() {
        return Rooms.all().stream()
                .flatMap(room -> Rooms.closedTo(room).stream()
                        .map(other -> DynamicTest.dynamicTest(
                                room + " may not use " + other,
                                () -> assertThat(said(room + " uses only the rooms it may use"))
                                        .anySatisfy(line -> assertThat(line)
                                                .contains(BASE + "." + room + ".Trespasser")
                                                .contains("<" + BASE + "." + other + ".Door>")))));
    }

    @TestFactory
    Stream<DynamicTest> no_rule_accuses_a_class_that_keeps_to_its_room() {
        return RULES.keySet().stream()
                .filter(rule -> !rule.equals(CYCLES))
                .filter(rule -> !rule.equals("every package is null-marked"))
                .map(rule -> DynamicTest.dynamicTest(
                        rule,
                        () -> assertThat(said(rule))
                                .noneSatisfy(line -> assertThat(line)
                                        .containsPattern("^\\S+ <dev\\.orgpurge\\.broken\\.\\w+\\.Door"))));
    }

    @Test
    void the_clock_is_caught_however_it_is_read_and_somebody_elses_clock_is_not() {
        List<String> said = said("no time comes from this machine's clock");
        assertThat(said).hasSize(5);
        assertThat(said).noneSatisfy(line -> assertThat(line).contains("somebodyElses"));
    }

    private static List<String> said(String rule) {
        return Objects.requireNonNull(RULES.get(rule))
                .evaluate(rule.equals(CYCLES) ? TWO_ROOMS : BROKEN)
                .getFailureReport()
                .getDetails();
    }
}
