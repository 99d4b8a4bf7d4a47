#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# A plug-in of a released version of the interface still runs and is right.
# Usage: released_test.sh PONTAGE PLUGIN
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
"$1" run chase --backend "$2" -a bytes=64KiB -a 'chains=[1,4]' -a 'cold=[no,yes]' --runs 1 --budget 0.05 --csv "$scratch/r.csv" >"$scratch/out"
[ "$(grep -c 'right' "$scratch/r.csv")" -ge 4 ] || { cat "$scratch/out" "$scratch/r.csv"; exit 1; }
"$1" conformance --backend "$2" --check numbers.kernels --check numbers.copies --check time.monotonic --check ledger.closes
