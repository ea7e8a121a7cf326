package dev.orgpurge.ledger;

import dev.orgpurge.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Signs where the ledger ends: inside it, so that whoever rewrites it without the key has to leave signatures out, and
 * outside it, so that leaving out is seen.
 */
@Component
public final class Seals {

    private static final Logger LOG = LoggerFactory.getLogger(Seals.class);

    private final Ledger ledger;
    private final Signer signer;
    private final EvidenceSettings settings;

    Seals(Ledger ledger, Signer signer, EvidenceSettings settings) {
        this.ledger = ledger;
        this.signer = signer;
        this.settings = settings;
    }

    /**
     * Before a run that deletes: the key is there if one is configured or required, and the ledger still holds the head that was
     * kept outside.
     *
     * @throws Problem usage or refused, if not
     */
    public void requireReady() {
        signer.requireReady();
        Path file = settings.headFile();
        if (file != null && Files.exists(file)) {
            ExpectedHead kept = ExpectedHead.read(file);
            if (kept.check(signer.key().map(key -> PublicKeys.of(key.open())).orElse(null)) == Signed.Outcome.FORGED) {
                throw notThere(file, "its signature is not that of what it says");
            }
            long position = Objects.requireNonNull(kept.position());
            Optional<LedgerEntry> entry = position == 0 ? Optional.empty() : ledger.at(position);
            String there = entry.map(LedgerEntry::hash).orElse(position == 0 ? Head.GENESIS.hash() : "none");
            if (!kept.digest().equals(Sha256.PREFIX + there)) {
                throw notThere(file, "entry " + position + " is " + (entry.isEmpty() ? "missing" : "another one"));
            }
        }
    }

    private static Problem notThere(Path file, String why) {
        return Problem.refused(
                "LEDGER_BROKEN",
                "the ledger does not hold the head that was kept in " + file + ": " + why
                        + "; nothing was done. Look with verify --expect-head " + file
                        + "; if an older backup was restored on purpose, move the file away and go on");
    }

    /** Appends a signature of the head, if there is a key, in the caller's transaction; answers the head as it is then. */
    public SignedHead seal() {
        signer.key().ifPresent(key -> {
            ledger.appendOnce(introduction(key), "key_id");
            LedgerEntry last = ledger.newest();
            ledger.append(new Draft(EntryKind.HEAD_SIGNED, null, null, signer.sign(SignedHead.fields(last))));
        });
        return head();
    }

    /** The head as it is, signed if there is a key; nothing is recorded. */
    public SignedHead head() {
        LedgerEntry last = ledger.newest();
        return new SignedHead(
                last.position(), Sha256.PREFIX + last.hash(), last.at(), signer.sign(SignedHead.fields(last)));
    }

    private static Draft introduction(SigningKey key) {
        Map<String, @Nullable Object> facts = new LinkedHashMap<>();
        facts.put("algorithm", PublicKeys.ALGORITHM);
        facts.put("key_id", key.id());
        facts.put("public_key", key.openText());
        return new Draft(EntryKind.KEY_INTRODUCED, null, null, facts);
    }

    /** After the commit: the head goes to its file, whole or not at all. That it could not does not undo what was done. */
    public void keep(SignedHead head) {
        Path file = settings.headFile();
        if (file == null) {
            return;
        }
        Path beside = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.writeString(beside, head.json() + "\n");
            Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            LOG.warn(
                    "the ledger's head {} could not be written to {} ({}); keep it elsewhere",
                    head.digest(),
                    file,
                    e.getClass().getSimpleName());
        }
    }
}
