package dev.orgpurge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VisiblePasswordTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--spring.datasource.password=s3cret",
                "--spring.datasource.hikari.password=s3cret",
                "--spring.datasource.url=jdbc:postgresql://h/d?user=u&password=s3cret",
                "--spring.datasource.url=jdbc:postgresql://h/d?sslpassword=s3cret"
            })
    void a_password_that_everybody_can_read_is_warned_of_and_not_shown_once_more(String argument) {
        assertThat(VisiblePassword.in(List.of("runs", argument)))
                .hasValueSatisfying(warning -> assertThat(warning)
                        .startsWith("warning: spring.datasource.")
                        .contains("SPRING_DATASOURCE_PASSWORD")
                        .doesNotContain("s3cret"));
    }

    @Test
    void a_private_key_that_everybody_can_read_is_warned_of_and_a_file_is_not() {
        assertThat(VisiblePassword.in(List.of(
                        "--orgpurge.evidence.signing-key=-----BEGIN PRIVATE KEY-----\nMC4\n-----END PRIVATE KEY-----")))
                .hasValueSatisfying(warning -> assertThat(warning)
                        .startsWith("warning: orgpurge.evidence.signing-key has a private key")
                        .doesNotContain("MC4", "BEGIN"));
        assertThat(VisiblePassword.in(List.of("--orgpurge.evidence.signing-key=/run/key.pem")))
                .isEmpty();
    }

    @Test
    void what_has_no_password_is_not_warned_of() {
        assertThat(VisiblePassword.in(List.of(
                        "purge-due",
                        "--spring.datasource.password=",
                        "--spring.datasource.url=jdbc:postgresql://h/d?sslmode=require",
                        "--reason",
                        "the password=x of somebody")))
                .isEmpty();
    }
}
