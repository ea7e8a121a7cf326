package dev.orgpurge;

import static dev.orgpurge.WrittenValues.text;

import dev.orgpurge.constraint.ConstraintSettings;
import dev.orgpurge.organization.RootSettings;
import dev.orgpurge.organization.Veto;
import dev.orgpurge.plan.Policy;
import dev.orgpurge.purge.GuardSettings;
import dev.orgpurge.purge.KillSwitch;
import dev.orgpurge.purge.Pacing;
import dev.orgpurge.purge.PurgeSettings;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.ConfigurableEnvironment;

/** Reads {@code orgpurge.*}: unknown keys first, then every value; all mistakes are told together. */
final class SettingsReader {

    private final Complaints complaints;
    private final WrittenValues values;

    private SettingsReader(Complaints complaints) {
        this.complaints = complaints;
        this.values = new WrittenValues(complaints);
    }

    /** @throws dev.orgpurge.problem.Problem usage, one line per mistake */
    static Settings read(ConfigurableEnvironment environment) {
        Complaints complaints = new Complaints(new KeyOrigins(environment));
        UnknownKeys.complain(environment, complaints);
        complaints.throwIfAny();
        OrgPurgeProperties written = Binding.bind(environment);
        Settings settings = new SettingsReader(complaints).read(written);
        complaints.throwIfAny();
        return settings;
    }

    private Settings read(OrgPurgeProperties written) {
        return new Settings(
                root(written.organization()),
                new ConstraintSettings(
                        names(
                                "orgpurge.constraints.dependents",
                                written.constraints().dependents()),
                        checks(written.constraints().checks())),
                new PolicyReader(complaints, values)
                        .policy(written.tables(), written.edges(), maxScanRows(written.guards())),
                pace(written),
                killSwitch(written.killSwitch()),
                new EvidenceReader(complaints, values).evidence(written.evidence()),
                new HttpReader(complaints, values).http(written.http()));
    }

    private @Nullable RootSettings root(OrgPurgeProperties.Root written) {
        List<dev.orgpurge.organization.DueRule> due = new DueRuleReader(complaints, values).rules(written.due());
        List<Veto> vetoes = new VetoReader(complaints, values).vetoes(written.vetoes());
        RootSettings.StateChange deactivate = change("orgpurge.organization.deactivate", written.deactivate());
        RootSettings.StateChange reactivate = change("orgpurge.organization.reactivate", written.reactivate());
        String table = text(written.table());
        return table == null
                ? null
                : new RootSettings(
                        table, text(written.key()), text(written.label()), due, vetoes, deactivate, reactivate);
    }

    private RootSettings.@Nullable StateChange change(String key, OrgPurgeProperties.@Nullable Change written) {
        if (written == null || (text(written.when()) == null && text(written.set()) == null)) {
            return null;
        }
        String set = values.required(key + ".set", written.set(), "the SQL SET list, such as status = 'ACTIVE'");
        return new RootSettings.StateChange(text(written.when()), set);
    }

    private List<String> names(String key, List<String> written) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < written.size(); i++) {
            names.add(values.required(key + "[" + i + "]", written.get(i), "the name of a table"));
        }
        return names;
    }

    private List<ConstraintSettings.Check> checks(List<OrgPurgeProperties.Check> written) {
        List<ConstraintSettings.Check> checks = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < written.size(); i++) {
            String key = "orgpurge.constraints.checks[" + i + "]";
            OrgPurgeProperties.Check check = written.get(i);
            String name = values.required(key + ".name", check.name(), "what the check is called");
            if (!name.isEmpty() && !names.add(name)) {
                complaints.add(key + ".name", "is used twice: " + WrittenValues.quoted(name) + " needs another name");
            }
            String table = values.required(key + ".table", check.table(), "the name of the table whose rows block");
            String when =
                    values.required(key + ".when", check.when(), "the SQL predicate that names the rows that block");
            checks.add(new ConstraintSettings.Check(name, table, when, text(check.message()), text(check.ownedBy())));
        }
        return checks;
    }

    private PurgeSettings pace(OrgPurgeProperties written) {
        OrgPurgeProperties.Batch batch = written.batch();
        RestraintReader restraint = new RestraintReader(complaints, values);
        return new PurgeSettings(
                guards(written.guards()),
                count("orgpurge.batch.max-organizations", batch.maxOrganizations(), 1_000, 1_000_000),
                values.number("orgpurge.batch.max-rows", batch.maxRows(), 2_000_000, 1, 1_000_000_000_000L),
                values.number("orgpurge.batch.max-circle-rows", batch.maxCircleRows(), 100_000, 1, 1_000_000_000_000L),
                restraint.pacing(usual(written.pace()), written.pace(), written.throttle()),
                values.duration(
                        "orgpurge.pace.patience",
                        written.pace().patience(),
                        PurgeSettings.PATIENCE,
                        Duration.ofSeconds(1),
                        Duration.ofHours(1)),
                restraint.restraint(written));
    }

    private Pacing usual(OrgPurgeProperties.Pace pace) {
        return Pacing.usual(
                values.duration(
                        "orgpurge.pace.target-chunk",
                        pace.targetChunk(),
                        Duration.ofMillis(250),
                        Duration.ofMillis(10),
                        Duration.ofSeconds(10)),
                count("orgpurge.pace.workers", pace.workers(), 2, 64));
    }

    private GuardSettings guards(OrgPurgeProperties.Guards guards) {
        return new GuardSettings(
                count("orgpurge.guards.max-organizations", guards.maxOrganizations(), 100, 10_000_000),
                values.share("orgpurge.guards.max-share", guards.maxShare(), 0.1),
                guards.maxRows() == null || guards.maxRows().isBlank()
                        ? null
                        : Long.valueOf(
                                values.number("orgpurge.guards.max-rows", guards.maxRows(), 1, 1, 1_000_000_000_000L)),
                count("orgpurge.guards.max-jump", guards.maxJump(), 10, 1_000_000),
                values.flag("orgpurge.guards.require-plan", guards.requirePlan()));
    }

    private KillSwitch killSwitch(OrgPurgeProperties.KillSwitch written) {
        String file = text(written.file());
        try {
            return new KillSwitch(file == null ? null : Path.of(file));
        } catch (InvalidPathException e) {
            complaints.add("orgpurge.kill-switch.file", "is no path of a file; write one such as /run/orgpurge/stop");
            return new KillSwitch(null);
        }
    }

    private long maxScanRows(OrgPurgeProperties.Guards guards) {
        return values.number(
                "orgpurge.guards.max-scan-rows",
                guards.maxScanRows(),
                Policy.DEFAULT_MAX_SCAN_ROWS,
                1,
                9_000_000_000_000_000_000L);
    }

    private int count(String key, @Nullable String written, int absent, int max) {
        return Math.toIntExact(values.number(key, written, absent, 1, max));
    }
}
