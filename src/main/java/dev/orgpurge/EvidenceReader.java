package dev.orgpurge;

import static dev.orgpurge.WrittenValues.text;

import dev.orgpurge.ledger.EvidenceSettings;
import dev.orgpurge.ledger.Horizons;
import dev.orgpurge.ledger.KeySource;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code orgpurge.evidence.*}. */
final class EvidenceReader {

    private static final String PREFIX = "orgpurge.evidence.";

    private final Complaints complaints;
    private final WrittenValues values;

    EvidenceReader(Complaints complaints, WrittenValues values) {
        this.complaints = complaints;
        this.values = values;
    }

    EvidenceSettings evidence(OrgPurgeProperties.Evidence written) {
        Boolean clear = values.choice(PREFIX + "label", written.label(), Map.of("clear", true, "digest", false));
        return new EvidenceSettings(
                key(written.signingKey()),
                values.flag(PREFIX + "require-signature", written.requireSignature()),
                file("head-file", written.headFile()),
                Boolean.TRUE.equals(clear),
                new Horizons(
                        retention("backups.retention", written.backups().retention()),
                        retention("wal-archive.retention", written.walArchive().retention()),
                        stores(written.otherStores()),
                        text(written.contact()),
                        retention("keep", written.keep()),
                        retention("purge-within", written.purgeWithin())));
    }

    private List<Horizons.Store> stores(List<OrgPurgeProperties.StoreLine> written) {
        List<Horizons.Store> stores = new ArrayList<>();
        for (int i = 0; i < written.size(); i++) {
            String key = "other-stores[" + i + "].";
            OrgPurgeProperties.StoreLine line = written.get(i);
            stores.add(new Horizons.Store(
                    values.required(PREFIX + key + "name", line.name(), "what the store is, such as search index"),
                    retention(key + "retention", line.retention())));
        }
        return stores;
    }

    private @Nullable Duration retention(String key, @Nullable String written) {
        return text(written) == null ? null : values.grace(PREFIX + key, written);
    }

    private @Nullable KeySource key(@Nullable String written) {
        String key = text(written);
        try {
            return key == null ? null : KeySource.of(key);
        } catch (InvalidPathException e) {
            complaints.add(
                    PREFIX + "signing-key",
                    "is neither the path of a file, such as /run/secrets/orgpurge/signing-key, nor a private key in PEM");
            return null;
        }
    }

    private @Nullable Path file(String key, @Nullable String written) {
        String file = text(written);
        try {
            return file == null ? null : Path.of(file);
        } catch (InvalidPathException e) {
            complaints.add(PREFIX + key, "is no path of a file; write one such as /var/lib/orgpurge/" + key);
            return null;
        }
    }
}
