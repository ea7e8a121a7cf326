package dev.orgpurge.ledger;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What somebody outside knows of a ledger.
 *
 * @param keys signatures in the ledger must be theirs; null: signatures are not checked
 * @param heads that must be in it
 * @param reader gets every entry that fits
 */
public record Expectation(@Nullable PublicKeys keys, List<ExpectedHead> heads, Consumer<LedgerEntry> reader) {

    /** Nobody knows anything: what can be checked is the ledger by itself. */
    public static final Expectation NONE = new Expectation(null, List.of(), entry -> {});

    public Expectation {
        heads = List.copyOf(heads);
    }
}
