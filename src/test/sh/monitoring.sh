#!/bin/bash
# A real PostgreSQL, a real Pushgateway and a real Prometheus beside the packaged program: a rehearsal, a night, a night that
# partly fails, one that a guard refuses, a check of the ledger, a look at a run at work, and a night without its gateway.
# Asks Prometheus what the alerts and every panel of the dashboard ask, and fails if an answer is not the one that it has to be.
#   ./mvnw package -DskipTests && src/test/sh/monitoring.sh
# Needs: java 17 or newer, curl, jq, and the packages postgresql, prometheus, prometheus-pushgateway (Debian's names).
set -euo pipefail

here=$(cd "$(dirname "$0")/../../.." && pwd)
jar=${JAR:-$here/target/orgpurge.jar}
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
work=$(mktemp -d "${TMPDIR:-/tmp}/orgpurge-monitoring.XXXXXX")
chmod 755 "$work"
pg=$(ls -d /usr/lib/postgresql/*/bin | tail -1)
database=19432 gateway=19091 prometheus=19090 management=19081
as_postgres() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }
pids=()
end() {
    for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
    as_postgres "$pg/pg_ctl" -D "$work/pg" -m fast stop >/dev/null 2>&1 || true
    rm -rf "$work"
}
trap end EXIT
fail() { echo "FAILED: $1" >&2; exit 1; }

for port in $database $gateway $prometheus $management; do
    if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then fail "something listens on port $port"; fi
done
mkdir "$work/pg"; [ "$(id -u)" != 0 ] || chown postgres "$work/pg"
as_postgres "$pg/initdb" -D "$work/pg" -A trust -U postgres >/dev/null
as_postgres "$pg/pg_ctl" -D "$work/pg" -o "-p $database -c listen_addresses=127.0.0.1 -c unix_socket_directories=''" -l "$work/pg/log" -w start >/dev/null
sql() { "$pg/psql" -h 127.0.0.1 -p "$database" -U postgres -X -q -A -t -v ON_ERROR_STOP=1 "$@"; }

prometheus-pushgateway --web.listen-address=127.0.0.1:$gateway --persistence.file="$work/pushed" >"$work/gateway.log" 2>&1 & pids+=($!); gateway_pid=$!
# the rules as they are deployed, without Kubernetes around them
sed -n '/^  groups:/,$p' "$here/k8s/components/monitoring/prometheus-rule.yaml" | sed 's/^  //' >"$work/rules.yaml"
cat >"$work/prometheus.yaml" <<EOF
global: {scrape_interval: 1s, evaluation_interval: 1s}
rule_files: [rules.yaml]
scrape_configs:
  - {job_name: pushgateway, honor_labels: true, static_configs: [{targets: ['127.0.0.1:$gateway']}]}
  - {job_name: orgpurge-live, metrics_path: /actuator/prometheus, static_configs: [{targets: ['127.0.0.1:$management']}]}
EOF
prometheus --config.file="$work/prometheus.yaml" --storage.tsdb.path="$work/prometheus" \
    --web.listen-address=127.0.0.1:$prometheus >"$work/prometheus.log" 2>&1 & pids+=($!)
until curl -fs -m 5 "http://127.0.0.1:$prometheus/-/ready" >/dev/null; do sleep 0.2; done

sql <<'EOF'
create table organizations (id bigint primary key, name text not null, status text not null, deactivated_at timestamptz);
create table users (id bigint primary key, org_id bigint not null references organizations);
create index on users (org_id);
create table posts (id bigint primary key, user_id bigint not null references users);
create index on posts (user_id);
insert into organizations select n, 'Organization ' || n, case when n <= 12 then 'DEACTIVATED' else 'ACTIVE' end,
       case when n <= 12 then now() - interval '90 days' end from generate_series(1, 200) n;
insert into users select n, 1 + n % 200 from generate_series(1, 4000) n;
insert into posts select n, 1 + n % 4000 from generate_series(1, 20000) n;
analyze;
EOF
cat >"$work/policy.yaml" <<'EOF'
orgpurge:
  organization:
    table: organizations
    label: name
    due:
      - {rule: deactivated, when: "status = 'DEACTIVATED'", since: deactivated_at, grace: 30d, state: deactivated}
EOF
program=("$java" -XX:TieredStopAtLevel=1 -jar "$jar")
settings=(
    --spring.datasource.url="jdbc:postgresql://127.0.0.1:$database/postgres" --spring.datasource.username=postgres
    --spring.config.additional-location="file:$work/policy.yaml"
    --management.prometheus.metrics.export.pushgateway.enabled=true
    --management.prometheus.metrics.export.pushgateway.address="127.0.0.1:$gateway"
    --management.metrics.enable.orgpurge.table=true
)
orgpurge() { "${program[@]}" "$@" "${settings[@]}"; }
say() { printf '\n$ orgpurge %s\n' "$*"; local exit=0; orgpurge "$@" || exit=$?; echo "[exit $exit]"; last_exit=$exit; }
ask() { curl -fsG "http://127.0.0.1:$prometheus/api/v1/query" --data-urlencode "query=$1"; }
answer() { ask "$1" | jq -r '[.data.result[] | (.metric | del(.__name__, .job, .instance) | to_entries | map("\(.key)=\(.value)") | join(" ")) + " " + .value[1]] | sort | join("; ") | ltrimstr(" ")'; }
# what Prometheus says once it has scraped what was pushed last
settled() { sleep 2.5; }
expect() {
    local got; got=$(answer "$1")
    printf '    %-92s %s\n' "$1" "${got:-(nothing)}"
    [ "$got" = "$2" ] || fail "$1 is '$got' and not '$2'"
}

orgpurge init >/dev/null

say purge-due; [ "$last_exit" = 0 ] || fail "the rehearsal"
settled
expect 'orgpurge_rehearsal_status == 1' 'status=complete 1'
expect 'orgpurge_last_rehearsal_organizations' '12'
expect 'orgpurge_last_rehearsal_rows' "$(sql -c 'select 12 + count(distinct u.id) + count(p.id) from users u left join posts p on p.user_id = u.id where u.org_id <= 12')"
expect 'orgpurge_last_success_timestamp_seconds' ''
rehearsed=$(answer 'orgpurge_last_rehearsal_rows')

sql -c "insert into orgpurge.legal_hold (organization, matter, reason, placed_by) values ('3', 'Doe v. Three', 'court order', 'script')"
say purge-due --execute; [ "$last_exit" = 0 ] || fail "the night"
settled
expect 'orgpurge_run_status == 1' 'status=complete 1'
expect 'orgpurge_last_attempt_exit_code' '0'
expect 'sum(orgpurge_last_run_candidates) by (verdict)' 'verdict=blocked 1; verdict=eligible 11'
expect 'orgpurge_last_run_candidates{reason="legal_hold"}' 'reason=legal_hold verdict=blocked 1'
expect 'orgpurge_organizations_total == 11' 'status=purged 11'
expect 'orgpurge_overdue_organizations' '0'
expect 'orgpurge_last_rehearsal_rows' "$rehearsed"
expect 'time() - orgpurge_last_success_timestamp_seconds < bool 60' '1'
success=$(answer orgpurge_last_success_timestamp_seconds)

sql <<'EOF'
update organizations set status = 'DEACTIVATED', deactivated_at = now() - interval '60 days' where id in (20, 21);
create function guarded() returns trigger language plpgsql as $$ begin raise exception 'no' using errcode = 'P0001'; end $$;
create trigger guarded before delete on users for each row when (old.org_id = 21) execute function guarded();
EOF
say purge-due --execute; [ "$last_exit" = 5 ] || fail "the night that partly fails"
settled
expect 'orgpurge_run_status == 1' 'status=partial 1'
expect 'orgpurge_last_attempt_exit_code' '5'
expect 'orgpurge_overdue_organizations' '1'
expect 'orgpurge_last_success_timestamp_seconds' "$success"
expect 'ALERTS{alertname="OrgPurgeRunFailed"}' 'alertname=OrgPurgeRunFailed alertstate=pending severity=warning 1'

sql -c "update organizations set status = 'DEACTIVATED', deactivated_at = now() - interval '60 days' where id between 22 and 45"
say purge-due --execute; [ "$last_exit" = 3 ] || fail "the guard"
settled
expect 'orgpurge_last_attempt_refused == 1' 'code=too_many_candidates 1'
expect 'orgpurge_last_success_timestamp_seconds' "$success"
expect 'ALERTS{alertname="OrgPurgeGuardTripped"}' 'alertname=OrgPurgeGuardTripped alertstate=firing code=too_many_candidates severity=critical 1'
sql -c "update organizations set status = 'ACTIVE', deactivated_at = null where id > 21; drop trigger guarded on users"

say verify; [ "$last_exit" = 0 ] || fail "verify"
settled
expect 'orgpurge_ledger_intact' '1'
expect 'time() - orgpurge_ledger_verified_timestamp_seconds < bool 60' '1'
expect 'orgpurge_last_success_timestamp_seconds' "$success"

printf '\n# every panel of the dashboard asks Prometheus; empty is what needs Kubernetes, postgres_exporter or a run at work\n'
jq -r '.panels[] | .title as $t | .targets[] | [$t, .expr] | @tsv' "$here/k8s/components/monitoring/dashboard.json" |
    sed 's/\$__rate_interval/5s/g; s/\$job/.+/g' | while IFS=$'\t' read -r title expression; do
    expression=$(printf '%b' "$expression")
    printf '    %-42s %s\n' "$title" "$(answer "$expression" | cut -c 1-150)"
done

# a session holds a row, so the run waits, is ready, and can be looked at
sql -c "begin" -c "select 1 from users where org_id = 21 limit 1 for update" -c "select pg_sleep(20)" -c "rollback" >/dev/null 2>&1 &
pids+=($!)
sleep 1
printf '\n$ orgpurge purge-due --execute --management.server.port=%s &\n' "$management"
"${program[@]}" purge-due --execute --management.server.port=$management "${settings[@]}" >"$work/live.out" 2>&1 & live=$!; pids+=("$live")
for _ in $(seq 60); do
    state=$(curl -s -m 5 "http://127.0.0.1:$management/actuator/health/readiness" || true)
    [[ $state != *UP* ]] || break
    sleep 0.25
done
echo "$ curl http://127.0.0.1:$management/actuator/health/readiness"; echo "$state"; [[ $state == *UP* ]] || fail "not ready: $(cat "$work/live.out")"
echo "$ curl http://127.0.0.1:$management/actuator/health/liveness"; curl -fs -m 5 "http://127.0.0.1:$management/actuator/health/liveness"; echo
echo "$ curl http://127.0.0.1:$management/actuator/prometheus | grep run_status"
for _ in $(seq 40); do    # until the run has come to the row that is held
    curl -fs -m 5 "http://127.0.0.1:$management/actuator/prometheus" >"$work/scrape"
    ! grep -q '^spring_batch_job_seconds_count.*orgpurge-prepare' "$work/scrape" || break
    sleep 0.25
done
grep '^orgpurge_run_status' "$work/scrape"
echo "$ curl http://127.0.0.1:$management/actuator/prometheus | grep spring_batch_job_seconds_count"
grep -q '^orgpurge_run_status{status="running"} 1' "$work/scrape" || fail "the scrape"
grep '^spring_batch_job_seconds_count' "$work/scrape" || fail "Spring Batch's own metrics are not there"
settled
expect 'max_over_time(orgpurge_run_status{job="orgpurge-live",status="running"}[1m])' 'status=running 1'
wait "$live" || fail "the run that was looked at: $(cat "$work/live.out")"
echo "[exit 0]"
promtool check metrics <"$work/scrape" 2>&1 | grep '^orgpurge' && fail "promtool does not like our metrics" || true

kill "$gateway_pid"; wait "$gateway_pid" 2>/dev/null || true
say purge-due --execute; [ "$last_exit" = 0 ] || fail "a gateway that is gone must change nothing"
echo; echo "all as it has to be"
