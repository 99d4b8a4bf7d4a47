#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Installs the interface, builds the example against it as a vendor would, runs it, and sees that a crash costs one case.
# Usage: own_backend_test.sh CMAKE BUILD_FOLDER EXAMPLE PONTAGE
set -eu
cmake=$1 build=$2 example=$3 pontage=$4
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
"$cmake" --install "$build" --component plugin --prefix "$scratch/tree" >/dev/null
"$cmake" -S "$example" -B "$scratch/build" -G Ninja -DCMAKE_PREFIX_PATH="$scratch/tree" >/dev/null
"$cmake" --build "$scratch/build" >/dev/null
PKG_CONFIG_PATH="$scratch/tree/share/pkgconfig" pkg-config --cflags pontage-plugin | grep -q -- "-I" ||
  { echo "pkg-config does not find pontage-plugin"; exit 1; }
library=$scratch/build/own_backend.so

right() {
  "$pontage" run "$@" --runs 1 --budget 0.05 --json "$scratch/r.json" >"$scratch/out" 2>"$scratch/err" ||
    { echo "run $* ended with $?"; cat "$scratch/err"; exit 1; }
  grep -q "own_backend" "$scratch/out" || { echo "run $*: own_backend is not in the table"; cat "$scratch/out"; exit 1; }
}
right chase --backend "$library" -a bytes=64KiB -a chains=[1,4]
right chase --backend "$library" -a bytes=64KiB -a clock=device -a submit=batched
right bfs --backend "$library" -a graph=grid -a scale=8
PONTAGE_PLUGIN_PATH=$scratch/build right chase --backend own_backend -a bytes=64KiB
right chase --isolate --backend "$library" --backend cpu_threads -a bytes=64KiB -a wait=block
"$pontage" run chase --backend "$library" -a bytes=64KiB -a memory=mapped --runs 1 >"$scratch/out" 2>&1 &&
  { echo "memory=mapped, which it has not, was not refused"; exit 1; }
grep -q "own_backend has no mapped memory" "$scratch/out" || { cat "$scratch/out"; exit 1; }
echo "own_backend: built against the installed package, found by path and by name, right in every run"
