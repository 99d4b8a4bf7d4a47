#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# read_by_google_test.sh <write_example_result>: Google Benchmark's compare.py reads two of our files and applies its U test
# to process runs.
python=/usr/bin/python3
compare=/usr/share/benchmark/compare.py
if [ ! -f "$compare" ] || ! $python -c 'import scipy, numpy' 2>/dev/null; then
  echo "skipped: needs $compare and scipy (apt-get install libbenchmark-tools python3-scipy)"
  exit 77
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$1" "$folder/base.json" 1 10 && "$1" "$folder/contender.json" 2 10 || exit 1
if ! $python "$compare" --no-color benchmarks "$folder/base.json" "$folder/contender.json" > "$folder/out" 2> "$folder/errors"; then
  cat "$folder/out" "$folder/errors"
  exit 1
fi
claim() {
  if ! grep -q -- "$1" "$folder/out"; then
    echo "compare.py does not print '$1'; it prints:"
    head -40 "$folder/out"
    exit 1
  fi
}
claim 'chase/scalar cpu_threads bytes=256MiB chains=1  '
claim 'chase/scalar cpu_threads bytes=256MiB chains=1_pvalue .*U Test, Repetitions: 10 vs 10'
echo "compare.py read $(grep -c _pvalue "$folder/out") cases with a U test over process runs"
