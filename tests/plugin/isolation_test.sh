#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# With --isolate a plug-in that crashes, hangs or cannot even be loaded costs its own cases; the others are measured and kept.
# Usage: isolation_test.sh PONTAGE FOLDER_OF_LIARS PLUGIN_THAT_DIES_WHILE_LOADING
set -u
pontage=$1 liars=$2 dies=$3
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
fail() { echo "$1"; cat "$scratch/out" "$scratch/err"; exit 1; }

# costs_itself LIBRARY NAME SENTENCE: beside an honest backend
costs_itself() {
  local code=0
  "$pontage" run chase --isolate --timeout 8 --backend "$1" --backend cpu_threads -a bytes=64KiB -a submit=batched -a workers=1 \
    --runs 1 --budget 0.02 --json "$scratch/r.json" >"$scratch/out" 2>"$scratch/err" || code=$?
  [ $code = 1 ] || fail "$2: exit code $code, not 1"
  grep -q "$3" "$scratch/r.json" || fail "$2: no record says '$3'"
  python3 - "$scratch/r.json" <<'PY' || fail "$2: cpu_threads was not kept"
import json, sys
cases = json.load(open(sys.argv[1]))["benchmarks"]
sys.exit(0 if any("cpu_threads" in c["name"] and not c.get("error_occurred") for c in cases) else 1)
PY
}
costs_itself "$liars/liar_dies_in_batches.so" crashes "the process that ran it was ended by signal 11"
costs_itself "$liars/liar_hangs.so" hangs "the process that ran it hung"

code=0
"$pontage" run chase --isolate --backend "$dies" -a bytes=64KiB --runs 1 >"$scratch/out" 2>"$scratch/err" || code=$?
[ $code = 69 ] || fail "dies while loading: exit code $code, not 69"
grep -q "dies_while_loading.so: the process that loaded it was ended by signal 6" "$scratch/err" ||
  fail "dies while loading: the sentence is missing"
echo "a crash, a hang and a library that dies while loading cost their own cases only"
