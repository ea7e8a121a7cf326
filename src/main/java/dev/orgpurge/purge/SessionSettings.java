package dev.orgpurge.purge;

/**
 * What every session of ours sets for itself, whatever a role, a database or a server makes its sessions begin with: a night
 * must not depend on a timeout or an isolation level that was meant for an application.
 */
public final class SessionSettings {

    /**
     * To be sent once per connection, before anything else; leaves the search path and read-only as they are, because these
     * are the operator's words. Without the statement timeout first, the rest might not get through.
     */
    public static final String SQL = """
            set statement_timeout = 0;
            set lock_timeout = '5min';
            set idle_in_transaction_session_timeout = 0;
            set idle_session_timeout = 0;
            set default_transaction_isolation = 'read committed';
            set default_transaction_deferrable = off;
            set row_security = off;
            set TimeZone = 'UTC';
            set IntervalStyle = 'postgres';
            set bytea_output = 'hex';
            set standard_conforming_strings = on;
            set quote_all_identifiers = off;
            set jit = off;
            select pg_catalog.set_config('transaction_timeout', '0', false)
             where pg_catalog.current_setting('server_version_num')::integer >= 170000;
            select pg_catalog.set_config('synchronous_commit', 'on', false)
             where pg_catalog.current_setting('synchronous_commit') = 'off'
            """;

    private SessionSettings() {}
}
