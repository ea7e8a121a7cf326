package dev.orgpurge;

import dev.orgpurge.problem.Problem;
import dev.orgpurge.shell.CommandLine;
import dev.orgpurge.shell.FailureTranslator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Turns whatever came up into what an operator is told. Only the class and SQLSTATE of an unexpected failure are told,
 * because the server's messages may quote rows.
 */
@Component
final class Failures implements FailureTranslator {

    private static final int DEEPEST = 50;

    private final DatabaseAddress address;
    private final List<String> configuration;

    @Autowired
    Failures(DatabaseAddress address, CommandLine line) {
        this(address, line.configuration());
    }

    private Failures(DatabaseAddress address, List<String> configuration) {
        this.address = address;
        this.configuration = configuration;
    }

    /** For what fails before there is a configuration to look the address up in. */
    static Failures atStart(String... args) {
        return new Failures(DatabaseAddress.of(null), List.of(args));
    }

    @Override
    public Problem translate(Throwable failure) {
        List<Throwable> chain = chain(failure);
        return told(chain)
                .or(() -> ConfigurationFailures.explain(chain, configuration))
                .or(() -> DatabaseFailures.explain(chain, address))
                .orElseGet(() -> unexpected(chain));
    }

    private static List<Throwable> chain(Throwable failure) {
        List<Throwable> chain = new ArrayList<>();
        for (Throwable next = failure; next != null && chain.size() < DEEPEST; next = next.getCause()) {
            chain.add(next);
        }
        return chain;
    }

    private static Optional<Problem> told(List<Throwable> chain) {
        return chain.stream()
                .filter(Problem.class::isInstance)
                .map(Problem.class::cast)
                .findFirst();
    }

    private static Problem unexpected(List<Throwable> chain) {
        Throwable root = chain.get(chain.size() - 1);
        if (root instanceof OutOfMemoryError) {
            return Problem.unexpected(LastWords.CODE, LastWords.SENTENCE, chain.get(0));
        }
        return Problem.unexpected(
                "UNEXPECTED",
                "unexpected " + root.getClass().getName()
                        + DatabaseFailures.sqlState(chain)
                                .map(state -> " (SQLSTATE " + state + ")")
                                .orElse("")
                        + "; it is safe to run the command again, --logging.level.dev.orgpurge=debug shows where it happened",
                chain.get(0));
    }
}
