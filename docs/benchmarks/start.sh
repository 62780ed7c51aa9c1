#!/bin/sh
# From nothing to a running job: starts Assay on an empty data folder and measures what a newcomer waits for.
# Prints one figure a line:  name  measured  goal  met|short
set -eu
ASSAY=$1
PORT=${PORT:-8399}
DIR=$(mktemp -d)
trap 'kill -TERM "$PID" 2>/dev/null; wait "$PID" 2>/dev/null || true; rm -rf "$DIR"' EXIT
now() { date +%s.%N; }
since() { echo "$(now) $1" | awk '{ printf "%.1f", $1 - $2 }'; }
figure() { # name, measured, unit, goal
  verdict=$(echo "$2 $4" | awk '{ print ($1 <= $2) ? "met" : "short" }')
  printf '%-34s %8s %s  <= %s %s  %s\n' "$1" "$2" "$3" "$4" "$3" "$verdict"
}
resident() { # MB of the server and its database: private memory and its share of what is shared
  for pid in "$1" $(pgrep -f "$DIR/data/postgres-18" || true) $(pgrep -P "$(head -n 1 "$DIR/data/postgres-18/postmaster.pid")"); do
    sed -n 's/^Pss: *\([0-9]*\) kB/\1/p' "/proc/$pid/smaps_rollup" 2>/dev/null || true
  done | awk '{ n += $1 } END { printf "%d", n / 1024 }'
}
api() { curl -sf -H "Authorization: Bearer $(cat "$DIR/data/admin-token")" -H 'Content-Type: application/json' "http://127.0.0.1:$PORT/api/v1$1" ${2:+-d "$2"}; }
until_true() { until eval "$1" >/dev/null 2>&1; do sleep 0.1; done; }

started=$(now)
"$ASSAY" server --port "$PORT" --data "$DIR/data" >"$DIR/server.log" 2>&1 &
PID=$!
until_true '[ -f "$DIR/data/running" ]'
figure server_ready_on_empty_folder "$(since "$started")" s 15
SERVER=$(sed -n 's/^pid=//p' "$DIR/data/running")
sleep 20
figure server_and_database_at_rest "$(resident "$SERVER")" MB 600
kill -TERM "$PID"
wait "$PID" 2>/dev/null || true

started=$(now)
"$ASSAY" up --port "$PORT" --data "$DIR/data" >"$DIR/up.log" 2>&1 &
PID=$!
until_true '[ -f "$DIR/data/running" ]'
until_true 'api /agents | grep -q "\"online\":true"'
sleep 2
submitted=$(now)
job=$(api /jobs '{"recipe":"pretrain","experiment":"bench","params":{"steps":200}}')
id=$(echo "$job" | sed 's/^{"id":"\([^"]*\)".*/\1/')
run=$(echo "$job" | sed 's/.*"runId":"\([^"]*\)".*/\1/')
until_true 'api /jobs/$id | grep -q LEASED'
figure free_agent_gets_a_job "$(since "$submitted")" s 1
until_true 'api /runs/$run/metrics | grep -q train/loss'
figure first_loss_after_submission "$(since "$submitted")" s 15
figure first_loss_after_server_start "$(since "$started")" s 30
