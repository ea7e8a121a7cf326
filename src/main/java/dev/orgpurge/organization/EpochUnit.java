package dev.orgpurge.organization;

/** What a number counts that stands for a moment, from 1970 on. */
public enum EpochUnit {
    SECONDS(1),
    MILLISECONDS(1_000);

    /**
     * March 1973 and the year 5138, in seconds: seconds read as milliseconds fall before the first, milliseconds read as
     * seconds behind the second.
     */
    private static final long PLAUSIBLE_FROM = 100_000_000L;

    private static final long PLAUSIBLE_TO = 100_000_000_000L;

    private final int perSecond;

    EpochUnit(int perSecond) {
        this.perSecond = perSecond;
    }

    /** A moment as SQL; NULL for a number before the plausible ones, {@code infinity} for one behind them. */
    String moment(String number) {
        return "(case when " + number + " >= " + PLAUSIBLE_TO * perSecond + " then timestamptz 'infinity' when "
                + number + " >= " + PLAUSIBLE_FROM * perSecond + " then to_timestamp(" + number
                + "::double precision / " + perSecond + ") end)";
    }
}
