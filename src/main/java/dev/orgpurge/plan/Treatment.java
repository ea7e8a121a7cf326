package dev.orgpurge.plan;

/** What the plan does with a table or a reference. */
public enum Treatment {
    DELETE,
    SET_NULL,
    RETAIN,
    UNRELATED,
    REFUSE
}
