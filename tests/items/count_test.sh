#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Instructions of a kernel's item over the null probe against those of the same work by hand: at most 1 % more.
# Usage: count_test.sh WALK_ONCE KERNEL
set -eu
command -v valgrind >/dev/null || { echo "valgrind is not installed"; exit 77; }
counted() {
  valgrind --tool=none --error-exitcode=9 "$1" "$2" "$3" >/dev/null 2>&1 || { echo "$2 by $3 is wrong" >&2; exit 1; }
  valgrind --tool=lackey --basic-counts=yes "$1" "$2" "$3" 2>&1 | sed -n 's/.*guest instrs: *//p' | tr -d ','
}
nothing=$(counted "$1" "$2" nothing)
item=$(($(counted "$1" "$2" item) - nothing))
hand=$(($(counted "$1" "$2" hand) - nothing))
echo "$2: $item instructions by the item, $hand by hand, $(awk "BEGIN { printf \"%+.2f\", 100.0 * ($item - $hand) / $hand }") %"
[ "$hand" -gt 500000 ] || { echo "too little work to compare"; exit 1; }
[ $((item * 100)) -le $((hand * 101)) ] || { echo "the item costs more than 1 % beside code written by hand"; exit 1; }
