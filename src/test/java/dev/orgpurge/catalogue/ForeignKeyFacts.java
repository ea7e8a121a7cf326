package dev.orgpurge.catalogue;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What a test says about a foreign key beyond its columns. */
public final class ForeignKeyFacts {

    private enum Fact {
        NOT_INDEXED,
        NOT_VALIDATED,
        NOT_ENFORCED,
        DEFERRABLE,
        INITIALLY_DEFERRED,
        TEMPORAL
    }

    private final Set<Fact> facts = EnumSet.noneOf(Fact.class);
    private String name;
    private ReferentialAction onUpdate = ReferentialAction.NO_ACTION;

    ForeignKeyFacts(String name) {
        this.name = name;
    }

    public ForeignKeyFacts named(String constraint) {
        this.name = constraint;
        return this;
    }

    public ForeignKeyFacts onUpdate(ReferentialAction action) {
        this.onUpdate = action;
        return this;
    }

    public ForeignKeyFacts notIndexed() {
        return add(Fact.NOT_INDEXED);
    }

    public ForeignKeyFacts notValidated() {
        return add(Fact.NOT_VALIDATED);
    }

    public ForeignKeyFacts notEnforced() {
        return add(Fact.NOT_ENFORCED);
    }

    public ForeignKeyFacts deferrable() {
        return add(Fact.DEFERRABLE);
    }

    public ForeignKeyFacts initiallyDeferred() {
        return deferrable().add(Fact.INITIALLY_DEFERRED);
    }

    public ForeignKeyFacts temporal() {
        return add(Fact.TEMPORAL);
    }

    private ForeignKeyFacts add(Fact fact) {
        facts.add(fact);
        return this;
    }

    ForeignKey foreignKey(
            Table table,
            List<Column> columns,
            Table referenced,
            List<Column> referencedColumns,
            ReferentialAction onDelete) {
        return new ForeignKey(
                name,
                table.name(),
                columns,
                referenced.name(),
                referencedColumns,
                onDelete,
                onUpdate,
                facts.contains(Fact.DEFERRABLE),
                facts.contains(Fact.INITIALLY_DEFERRED),
                !facts.contains(Fact.NOT_VALIDATED),
                !facts.contains(Fact.NOT_ENFORCED),
                facts.contains(Fact.NOT_INDEXED)
                        ? List.of(new Scanned(table.name(), table.estimatedRows()))
                        : List.of(),
                Extent.WHOLE,
                facts.contains(Fact.TEMPORAL));
    }
}
