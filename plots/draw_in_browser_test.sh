#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# draw_in_browser_test.sh <write_example_report>: headless Chromium draws the page: every chart without an error, as SVG, under a
# policy that forbids eval and requests; nothing on the console.
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome) || {
  echo "skipped: there is no Chromium (apt-get install chromium)"
  exit 77
}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$1" "$folder/report.html" || exit $?
timeout 120 "$browser" --headless --no-sandbox --disable-gpu --window-size=1100,3000 --virtual-time-budget=10000 --dump-dom \
  --user-data-dir="$folder/profile" --disable-background-networking --disable-component-update --disable-sync --no-first-run \
  --enable-logging=stderr "file://$folder/report.html" > "$folder/dom.html" 2> "$folder/log" || {
  echo "the browser failed:"
  tail -5 "$folder/log"
  exit 1
}
state=$(grep -o 'data-charts="[^"]*"' "$folder/dom.html" | head -1)
drawings=$(grep -o '<svg' "$folder/dom.html" | wc -l)
wanted=$(grep -o 'class="chart"' "$folder/report.html" | wc -l)
echo "the page says $state; $drawings of $wanted charts drawn"
grep 'CONSOLE' "$folder/log" && exit 1
[ "$state" = "data-charts=\"ok $wanted\"" ] && [ "$drawings" -eq "$wanted" ] && [ "$wanted" -gt 10 ]
