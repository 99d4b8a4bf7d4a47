#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Every lying plug-in is named by exactly the check that should find it; what needs that check is not judged.
# Usage: liars_test.sh PONTAGE FOLDER_OF_LIARS [LIE …]
set -u
pontage=$1 folder=$2
shift 2
declare -A found_by=(
  [wrong_answer]=numbers.kernels [right_answer_too_late]=order.completion [completes_early]=order.completion
  [stamps_from_another_clock]=time.bracket [stamps_in_the_wrong_unit]=time.scale
  [submit_time_given_as_start]=time.start [overlapping_copies]=time.overlap [negative_duration]=time.monotonic
  [ignores_the_queue]=order.after [leaks]=lifetime.leaks [returns_stale_memory]=numbers.fresh
  [lies_about_capability]=truth.capabilities [crashes]=numbers.copies [hangs]=truth.capabilities
  [corrupts_a_neighbour]=numbers.neighbours [wrong_version]=load)
lies=("$@")
[ ${#lies[@]} -gt 0 ] || lies=("${!found_by[@]}")
wrong=0
for lie in "${lies[@]}"; do
  for attempt in 1 2; do  # a machine that is busy may fail an honest check once
    output=$("$pontage" conformance --backend "$folder/liar_$lie.so" --timeout 15 2>/dev/null)
    code=$?
    named=$(awk '$1 == "fail" { printf "%s%s", separator, $2; separator = "," }' <<<"$output")
    [ "$named" = "${found_by[$lie]}" ] && break
  done
  if [ "$named" != "${found_by[$lie]}" ] || [ $code != 5 ]; then
    echo "$lie: must be found by ${found_by[$lie]}, was found by '$named' (exit code $code)"
    grep '^fail' <<<"$output"
    wrong=1
  else
    echo "$lie: $(grep '^fail' <<<"$output")"
  fi
done
exit $wrong
