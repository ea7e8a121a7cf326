package dev.orgpurge.shell;

import dev.orgpurge.access.ApiKey;
import dev.orgpurge.access.ApiKeys;
import dev.orgpurge.access.Reach;
import dev.orgpurge.access.Role;
import dev.orgpurge.organization.OrganizationId;
import dev.orgpurge.organization.Organizations;
import dev.orgpurge.problem.Problem;
import dev.orgpurge.purge.Amount;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.shell.core.command.annotation.Command;
import org.springframework.shell.core.command.annotation.Option;
import org.springframework.stereotype.Component;
import tools.jackson.core.JsonGenerator;

/** Keys for the HTTP API. */
@Component
final class ApiKeyCommands {

    private static final Duration USUAL = Duration.ofDays(90);
    private static final Duration LONGEST = Duration.ofDays(3650);

    private final Doors doors;
    private final Output output;

    ApiKeyCommands(Doors doors, Output output) {
        this.doors = doors;
        this.output = output;
    }

    @Command(
            name = "api-key-create",
            group = Vocabulary.Groups.SETUP,
            description = "make a key for the HTTP API; the key is shown this once and kept nowhere",
            help = "api-key-create --role purger --organization 42 --valid 90d")
    void create(
            @Option(
                            longName = "role",
                            required = true,
                            description = "<reader|operator|purger|counsel|admin> what the key may do")
                    Role role,
            @Option(longName = "organization", description = "<ID> the one organization that it reaches") @Nullable
                    String organization,
            @Option(longName = "provider", description = "<VALUE> the provider whose organizations it reaches")
                    @Nullable
                    String provider,
            @Option(longName = "every-organization", description = "it reaches every organization") boolean everything,
            @Option(longName = "valid", description = "<DURATION> when it expires, from now; 90d unless given")
                    @Nullable
                    String valid,
            @Option(longName = "note", description = "<TEXT> what it is for") @Nullable String note) {
        Reach reach = reach(organization, provider, everything);
        ApiKeys.Created created = doors.apiKeys()
                .create(role, reach, valid(valid), note == null ? null : HoldCommands.text("note", note));
        if (output.json()) {
            output.object(json -> {
                fields(json, created.key());
                json.writeStringProperty("key", created.text());
            });
            return;
        }
        output.line(created.text());
        output.note("Key " + created.key().id() + " (" + Json.word(role) + ", " + reach.describe() + ") is valid until "
                + created.key().expiresAt().truncatedTo(ChronoUnit.SECONDS)
                + ". It was shown this once: give it to its owner, who sends it as x-APIKey.");
    }

    private Reach reach(@Nullable String organization, @Nullable String provider, boolean everything) {
        long given = Stream.of(organization != null, provider != null, everything)
                .filter(Boolean::booleanValue)
                .count();
        if (given != 1) {
            throw Problem.usage(
                    "MISSING_OPTION",
                    "api-key-create needs one of --organization, --provider and --every-organization: what it reaches");
        }
        if (organization != null) {
            return new Reach(existing(organization).value(), null);
        }
        if (provider == null) {
            return Reach.EVERYTHING;
        }
        requireProviders();
        return new Reach(null, HoldCommands.text("provider", provider));
    }

    /** Without the column such a key would reach nothing, and its owner would hear no more than 403. */
    private void requireProviders() {
        String column = doors.providerColumn()
                .orElseThrow(() -> Problem.usage(
                        "MISSING_CONFIGURATION",
                        Doors.PROVIDER_COLUMN
                                + " is not configured, so a key with --provider would reach nothing: name the"
                                + " column of the root table that holds an organization's provider, or give"
                                + " --organization"));
        doors.organizations().requireColumn(column, Doors.PROVIDER_COLUMN);
    }

    private OrganizationId existing(String written) {
        Organizations organizations = doors.organizations();
        OrganizationId id = organizations.parse(written);
        return organizations
                .find(id, organizations.now())
                .orElseThrow(() -> Problem.notFound(
                        "NO_SUCH_ORGANIZATION",
                        "there is no organization " + id + " in "
                                + organizations.root().table().name() + "; check the id"))
                .id();
    }

    private static Duration valid(@Nullable String written) {
        Duration valid = written == null ? USUAL : Amount.duration(written).orElse(Duration.ZERO);
        if (valid.compareTo(Duration.ofSeconds(1)) < 0 || valid.compareTo(LONGEST) > 0) {
            throw Problem.usage(
                    "BAD_VALUE",
                    "--valid is " + Sentences.quoted(String.valueOf(written)) + ": write a number with a unit, such as"
                            + " 90d, from 1s to 3650d");
        }
        return valid;
    }

    @Command(
            name = "api-key-list",
            group = Vocabulary.Groups.SETUP,
            description = "the keys for the HTTP API: what each may do, how long it is valid, when it was last used",
            help = "api-key-list --output json")
    void list() {
        answer(doors.apiKeys().list());
    }

    @Command(
            name = "api-key-revoke",
            group = Vocabulary.Groups.SETUP,
            description = "revoke a key: from the answer on it opens nothing",
            help = "api-key-revoke --key-id 3f2b8c1e5d8a")
    void revoke(
            @Option(longName = "key-id", required = true, description = "<ID> the key's id; api-key-list lists them")
                    String keyId) {
        answer(List.of(doors.apiKeys().revoke(keyId)));
    }

    private void answer(List<ApiKey> keys) {
        if (output.json()) {
            output.object(json -> {
                json.writeArrayPropertyStart("keys");
                for (ApiKey key : keys) {
                    json.writeStartObject();
                    fields(json, key);
                    json.writeEndObject();
                }
                json.writeEndArray();
            });
            return;
        }
        if (keys.isEmpty()) {
            output.note("There is no key in this database; api-key-create makes one.");
            return;
        }
        try (TextTable table = output.table("KEY", "ROLE", "REACHES", "STATE", "EXPIRES", "LAST USED", "NOTE")) {
            for (ApiKey key : keys) {
                table.row(
                        key.id(),
                        Json.word(key.role()),
                        Sentences.printable(key.reach().describe()),
                        key.state(),
                        key.expiresAt(),
                        key.lastUsedAt() == null ? "-" : key.lastUsedAt(),
                        key.note() == null ? "-" : Sentences.printable(key.note()));
            }
        }
    }

    private static void fields(JsonGenerator json, ApiKey key) {
        json.writeStringProperty("key_id", key.id());
        json.writeStringProperty("role", Json.word(key.role()));
        Json.text(json, "org_id", key.reach().organization());
        Json.text(json, "provider", key.reach().provider());
        json.writeStringProperty("state", key.state());
        Json.time(json, "created_at", key.createdAt());
        Json.time(json, "expires_at", key.expiresAt());
        Json.time(json, "revoked_at", key.revokedAt());
        Json.time(json, "last_used_at", key.lastUsedAt());
        Json.text(json, "note", key.note());
    }
}
