#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The tool as its user meets it: exit codes, sentences, what goes to which stream, nothing measured is lost.
# Usage: cli_test.sh PONTAGE MACHINES_DIR
set -u
pontage=$1 machines=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

# expect CODE WORDS ARGUMENTS…: the exit code, and words that standard error or output must hold
expect() {
  local code=$1 words=$2 got=0
  shift 2
  "$pontage" "$@" >"$work/out" 2>"$work/err" || got=$?
  if [ "$got" != "$code" ]; then
    echo "FAILED: pontage $* → exit $got, not $code"; cat "$work/err"; failed=1
  elif [ -n "$words" ] && ! grep -qF -- "$words" "$work/out" "$work/err"; then
    echo "FAILED: pontage $* does not say '$words' but:"; cat "$work/out" "$work/err"; failed=1
  fi
}
small=(chase --backend cpu_threads -a bytes=16KiB -a chains=1 -a hops=200 -a workers=1 --runs 1 --budget 0.02 --quiet)

expect 0 "chase" list
expect 0 "copy.dma" list leaves
expect 0 '"$schema"' schema
expect 0 "self-test" doctor
expect 0 "chase on cpu_threads" run "${small[@]}"
expect 0 '"benchmarks"' run "${small[@]}" --json -
expect 0 "" run "${small[@]}" --json "$work/r.json" --csv "$work/r.csv"
[ -s "$work/r.json" ] && [ -s "$work/r.csv" ] || { echo "FAILED: results were not written"; failed=1; }
expect 0 "modelled" run chase -a bytes=16KiB --on "$machines/example_unified.json"
expect 2 "nonsense" run chase -a nonsense=1
expect 2 "chains" run chase -a chains=1000 --backend cpu_threads
expect 2 "there is no kernel 'chaise'" run chaise
expect 2 "closing bracket" run chase -a "bytes=[32KiB"
expect 2 "regular expression" run chase --filter "("
expect 2 "" run --no-such-flag
expect 2 "" nothing
expect 69 "there is no backend 'gpu0'" run chase --backend gpu0
expect 69 "cannot be opened" run chase -a bytes=16KiB --on "$work/none.json"
expect 69 "cannot be opened" report "$work/none.json"
expect 69 "memory" run chase --backend cpu_threads -a bytes=200GiB -a workers=1 --runs 1 --quiet
expect 73 "cannot be written" run "${small[@]}" --json "$work/no/such/folder/r.json"
echo '{"pontage": {"schema": "2.0"}, "context": {}, "benchmarks": []}' >"$work/newer.json"
expect 65 "newer" report "$work/newer.json"
echo '{"pontage": ' >"$work/cut.json"
expect 65 "cut.json" report "$work/cut.json"
if [ -d /usr/share/wordnet ]; then
  mkdir "$work/wordnet"
  for part in noun verb adj adv; do head -c 100000 /usr/share/wordnet/data.$part >"$work/wordnet/data.$part"; done
  expect 65 "data." run bfs --backend cpu_threads -a "graph=wordnet:$work/wordnet" -a workers=1 --runs 1 --quiet
fi
expect 69 "wordnet" run bfs --backend cpu_threads -a "graph=wordnet:$work/nowhere" -a workers=1 --runs 1 --quiet

# Frames of a desktop: a script, pictures of it, and a trace of either, where zstd was found when this was built.
expect 2 "either a session" record -o "$work/d.ptrace"
expect 2 "there is no session 'nothing'" record nothing -o "$work/d.ptrace"
expect 2 "WIDTHxHEIGHT" record typing --size 40 -o "$work/d.ptrace"
expect 2 "each side takes 1 to 16384" record typing --size 0x40 -o "$work/d.ptrace"
expect 69 "cannot be opened" record --from-frames "$work/none.ppm" -o "$work/d.ptrace"
expect 0 "3 updates" record typing --size 300x200 --updates 3 --as-frames -o "$work/frames.ppm"
if "$pontage" record typing --size 300x200 --updates 3 -o "$work/d.ptrace" 2>"$work/err"; then
  expect 0 "3 updates" record "$work/d.ptrace" -o "$work/again.ptrace"
  cmp "$work/d.ptrace" "$work/again.ptrace" || { echo "FAILED: a trace of a trace is another one"; failed=1; }
  expect 0 "3 updates of 4 pictures" record --from-frames "$work/frames.ppm" -o "$work/from.ptrace"
  for trace in "$work/d.ptrace" "$work/from.ptrace"; do
    "$pontage" record "$trace" --as-frames -o - 2>"$work/err" | cmp - "$work/frames.ppm" ||
      { echo "FAILED: $trace does not show the pictures it was made of"; failed=1; }
  done
  head -c 500 "$work/d.ptrace" >"$work/cut.ptrace"
  expect 65 "cut.ptrace: it is cut off" record "$work/cut.ptrace" -o "$work/e.ptrace"
  expect 65 "not a recorded trace" record "$work/cut.json" -o "$work/e.ptrace"
  expect 65 "picture 1 is not a binary PPM" record --from-frames "$work/cut.json" -o "$work/e.ptrace"
  expect 73 "cannot be written" record typing --size 9x9 -o "$work/no/such/folder/d.ptrace"
else
  grep -q "without zstd\|build it with zstd" "$work/err" || { echo "FAILED: record fails but not for zstd:"; cat "$work/err"; failed=1; }
fi

# Under Google Benchmark, where it was found when this was built.
if "$pontage" --help | grep -q ' micro '; then
  micro=(micro chase --backend cpu_threads -a bytes=16KiB -a chains=[1,2] -a hops=200 -a workers=1 --benchmark_min_time=0.001)
  expect 0 "chains=2" "${micro[@]}" --benchmark_list_tests
  expect 0 "" "${micro[@]}" --benchmark_filter=chains=2 --benchmark_repetitions=2 --benchmark_out="$work/micro.json"
  for part in "\"executable\": \"$pontage\"" 'chains=2 banks=1 hops=200 workers=1/manual_time"' '"run_name"' '"real_time"' 'manual_time_median'; do
    grep -qF -- "$part" "$work/micro.json" || { echo "FAILED: the JSON of micro has no $part"; failed=1; }
  done
  grep -q 'chains=1 banks' "$work/micro.json" && { echo "FAILED: micro runs what its filter leaves out"; failed=1; }
  expect 2 "--benchmark_nothing" "${micro[@]}" --benchmark_nothing
fi

# Interrupted: exit 130, and what was measured is written.
"$pontage" run chase --backend cpu_threads -a bytes=16KiB -a chains=[1:12:1] -a hops=2000 -a workers=1 --rule budget --budget 0.5 --runs 2 --quiet --json "$work/i.json" >/dev/null 2>&1 &
pid=$!
sleep 4
kill -INT $pid
wait $pid
code=$?
[ $code = 130 ] || { echo "FAILED: an interrupt gives exit $code, not 130"; failed=1; }
grep -q '"status": *"right"' "$work/i.json" 2>/dev/null || { echo "FAILED: what was measured before the interrupt is not in the file"; failed=1; }
exit $failed
