#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# A backend passes every check; what a busy machine failed once is tried again, alone.
# Usage: conforms_test.sh PONTAGE BACKEND
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
"$1" conformance --backend "$2" --json "$scratch/c.json" --junit "$scratch/c.xml" | tee "$scratch/out" || true
grep -q '"pontage_conformance": 1' "$scratch/c.json"
grep -q '<testcase classname="[^"]*" name="numbers.kernels"' "$scratch/c.xml"
for check in $(awk '$1 == "fail" { print $2 }' "$scratch/out"); do
  "$1" conformance --backend "$2" --check "$check"
done
