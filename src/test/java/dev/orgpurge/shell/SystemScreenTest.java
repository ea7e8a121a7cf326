package dev.orgpurge.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SystemScreenTest {

    @Test
    void columns_are_what_the_environment_says() {
        assertThat(new SystemScreen(Map.of("COLUMNS", "72")).out()).hasValue(72);
        for (String nonsense : new String[] {"", "0", "-5", "wide", "99999"}) {
            assertThat(new SystemScreen(Map.of("COLUMNS", nonsense)).out()).isEmpty();
        }
    }

    @Test
    void without_a_terminal_nothing_is_wrapped_or_rewritten() {
        assertThat(new SystemScreen(Map.of()).out()).isEmpty();
        assertThat(new SystemScreen(Map.of("COLUMNS", "72")).err()).isEmpty();
    }
}
