package dev.orgpurge;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ArchitectureTest {

    private static final String BASE = "dev.orgpurge";
    private static final JavaClasses PRODUCT = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(BASE);

    @TestFactory
    Stream<DynamicTest> the_product_keeps_the_rule() {
        return ArchitectureRules.of(BASE).entrySet().stream()
                .map(rule -> DynamicTest.dynamicTest(
                        rule.getKey(), () -> rule.getValue().check(PRODUCT)));
    }

    @Test
    void every_room_exists_and_nothing_of_the_tests_is_looked_at() {
        assertThat(Rooms.all())
                .allSatisfy(room -> assertThat(PRODUCT.containPackage(BASE + "." + room))
                        .as(room)
                        .isTrue());
        assertThat(PRODUCT.contain(OrgPurgeApplication.class)).isTrue();
        assertThat(PRODUCT.contain(ArchitectureTest.class)).isFalse();
    }

    @Test
    void an_arrow_never_points_back() {
        assertThat(Rooms.MAY_USE)
                .allSatisfy((room, used) -> assertThat(used)
                        .allSatisfy(
                                other -> assertThat(Rooms.MAY_USE.get(other)).doesNotContain(room)));
    }
}
