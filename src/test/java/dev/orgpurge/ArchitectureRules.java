package dev.orgpurge;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.core.domain.properties.CanBeAnnotated.Predicates.annotatedWith;
import static com.tngtech.archunit.core.domain.properties.HasModifiers.Predicates.modifier;
import static com.tngtech.archunit.lang.conditions.ArchConditions.accessTargetWhere;
import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullMarked;
import org.springframework.boot.SpringBootConfiguration;

/** The rules of the house for any base package, so that they can be shown to fail on a broken one. */
final class ArchitectureRules {

    private static final String[] JDBC = {"java.sql..", "javax.sql..", "org.springframework.jdbc..", "org.postgresql.."
    };
    private static final DescribedPredicate<JavaClass> RAW_RESULT = resideInAnyPackage(JDBC);
    private static final DescribedPredicate<JavaClass> APPLICATION =
            describe("the application class", type -> type.isAnnotatedWith(SpringBootConfiguration.class));

    private final String base;
    private final Map<String, ArchRule> rules = new LinkedHashMap<>();

    private ArchitectureRules(String base) {
        this.base = base;
    }

    /** Every rule under its name. */
    static Map<String, ArchRule> of(String base) {
        ArchitectureRules house = new ArchitectureRules(base);
        house.arrows();
        house.libraries();
        house.time();
        house.shape();
        house.speech();
        return house.rules;
    }

    private void arrows() {
        Rooms.all().forEach(room -> rules.put(room + " uses only the rooms it may use", arrow(room)));
        rules.put(
                "no room looks back at the root package",
                noClasses()
                        .that(resideInAnyPackage(Rooms.packages(base, Rooms.all())))
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage(base));
        rules.put(
                "every class lives in a room",
                classes()
                        .that(resideInAPackage(base + ".."))
                        .should(resideIn(Rooms.packages(base, Rooms.all()), base)));
        rules.put(
                "rooms are free of cycles",
                slices().matching(base + ".(*)..").should().beFreeOfCycles());
    }

    private ArchRule arrow(String room) {
        return noClasses()
                .that(resideInAPackage(base + "." + room + ".."))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(Rooms.packages(base, Rooms.closedTo(room)));
    }

    private void libraries() {
        rules.put(
                "JDBC stays in the rooms that talk to the database",
                only(
                        List.of("organization", "catalogue", "constraint", "ledger", "purge", "access", "operation"),
                        true,
                        JDBC));
        rules.put(
                "the web stays in http",
                only(
                        List.of("http"),
                        false,
                        "jakarta.servlet..",
                        "org.apache.catalina..",
                        "org.springframework.web..",
                        "org.springframework.security.."));
        rules.put("Spring Batch stays in purge", only(List.of("purge"), true, "org.springframework.batch.."));
        rules.put("Micrometer stays in ops", only(List.of("ops"), false, "io.micrometer.."));
        rules.put("Spring Shell stays in shell", only(List.of("shell"), false, "org.springframework.shell.."));
        rules.put(
                "plan is pure",
                classes()
                        .that(resideInAPackage(base + ".plan.."))
                        .should()
                        .onlyDependOnClassesThat(resideInAnyPackage(
                                base + ".plan..",
                                base + ".catalogue..",
                                "java.lang..",
                                "java.util..",
                                "java.nio.charset",
                                "java.security",
                                "org.jspecify..",
                                "tools.jackson..")));
    }

    private ArchRule only(List<String> rooms, boolean rootToo, String... library) {
        DescribedPredicate<JavaClass> outside = resideOutsideOfPackages(Rooms.packages(base, rooms));
        return noClasses()
                .that(resideInAPackage(base + ".."))
                .and(rootToo ? outside.and(not(resideInAPackage(base))) : outside)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(library);
    }

    private void time() {
        rules.put("no time comes from this machine's clock", noClasses().should(accessTargetWhere(wallClock())));
        rules.put(
                "no time without a zone",
                noClasses()
                        .should()
                        .dependOnClassesThat(
                                describe("are LocalDateTime", type -> type.isEquivalentTo(LocalDateTime.class))));
    }

    /** Evidence takes its times from the database; {@code now(clock)} with somebody's clock is that somebody's choice. */
    private static DescribedPredicate<JavaAccess<?>> wallClock() {
        return describe("the wall clock is read", access -> {
            String owner = access.getTargetOwner().getName();
            String name = access.getTarget().getName();
            return (owner.startsWith("java.time.")
                            && (name.equals("now") || name.startsWith("system"))
                            && !ofClock(access))
                    || (owner.equals("java.lang.System") && name.equals("currentTimeMillis"))
                    || (owner.equals("java.util.Date") && name.equals("<init>"));
        });
    }

    private static boolean ofClock(JavaAccess<?> access) {
        return access.getTarget().getFullName().contains("(java.time.Clock)");
    }

    private void shape() {
        rules.put(
                "public classes are final",
                classes()
                        .that(resideInAPackage(base + "..").and(not(APPLICATION)))
                        .and()
                        .arePublic()
                        .and()
                        .areNotInterfaces()
                        .and()
                        .areNotEnums()
                        .should()
                        .haveModifier(JavaModifier.FINAL));
        rules.put(
                "values do not change",
                fields().that()
                        .areDeclaredInClassesThat(resideInAnyPackage(Rooms.packages(
                                base, List.of("organization", "catalogue", "plan", "constraint", "ledger", "report"))))
                        .should()
                        .beFinal());
        rules.put(
                "Jdbc classes hide behind a door",
                classes()
                        .that(resideInAPackage(base + ".."))
                        .and()
                        .haveSimpleNameStartingWith("Jdbc")
                        .should()
                        .notBePublic()
                        .allowEmptyShould(true));
        rules.put(
                "no door hands out JDBC",
                methods()
                        .that()
                        .areDeclaredInClassesThat(resideInAnyPackage(Rooms.packages(base, Rooms.all()))
                                .and(modifier(JavaModifier.PUBLIC)))
                        .and()
                        .arePublic()
                        .should()
                        .notHaveRawReturnType(RAW_RESULT));
    }

    private void speech() {
        rules.put(
                "names say what a thing is",
                noClasses().should().haveNameMatching(".*(Manager|Utils?|Helpers?|Impl|Service|Processor)"));
        rules.put(
                "standard streams belong to the shell",
                noClasses()
                        .that(resideOutsideOfPackages(base + ".shell.."))
                        .and(not(APPLICATION))
                        .should(ACCESS_STANDARD_STREAMS));
        rules.put(
                "every package is null-marked",
                classes().that(resideInAPackage(base + "..")).should(inNullMarked()));
    }

    private static ArchCondition<JavaClass> resideIn(String[] rooms, String root) {
        return be(resideInAnyPackage(rooms).or(resideInAPackage(root)).as("in a room or the root package"));
    }

    private static ArchCondition<JavaClass> inNullMarked() {
        return new ArchCondition<>("live in a @NullMarked package") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                boolean marked = annotatedWith(NullMarked.class).test(type.getPackage());
                events.add(new SimpleConditionEvent(
                        type, marked, type.getName() + " is in a package without @NullMarked"));
            }
        };
    }
}
