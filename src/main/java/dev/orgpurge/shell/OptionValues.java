package dev.orgpurge.shell;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.shell.core.command.CommandOption;

/** Which texts an option takes, by the type of the parameter it ends in. */
final class OptionValues {

    private OptionValues() {}

    static boolean isFlag(CommandOption option) {
        return option.type() == boolean.class || option.type() == Boolean.class;
    }

    /** What the option needs instead; null if the value fits. */
    static @Nullable String complaint(CommandOption option, String value) {
        Class<?> type = option.type();
        if (type == Integer.class) {
            return value.matches("[1-9]\\d{0,8}") ? null : "a whole number from 1 to 999999999";
        }
        if (type == UUID.class) {
            return isUuid(value) ? null : "a UUID such as 3f2b8c1e-5d8a-4f7e-9b0a-2c6d4e8f0a1b";
        }
        if (type.isEnum()) {
            return choices(option).contains(value) ? null : "one of " + String.join(", ", choices(option));
        }
        return null;
    }

    // UUID.fromString also takes "1-1-1-1-1", which nobody means
    private static boolean isUuid(String value) {
        return value.matches("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");
    }

    /** All values there are; empty if they cannot be listed. */
    static List<String> choices(CommandOption option) {
        return option.type().isEnum()
                ? Arrays.stream(option.type().getEnumConstants())
                        .map(constant -> Json.word((Enum<?>) constant))
                        .toList()
                : List.of();
    }

    /** The form the conversion to the parameter's type expects. */
    static String canonical(CommandOption option, String value) {
        return option.type().isEnum() ? value.toUpperCase(Locale.ROOT) : value;
    }
}
