#!/usr/bin/env bash
# browser.sh: prints the path of the Chromium for the end-to-end tests: CHROMIUM
# when set, else the first one that is installed.
set -euo pipefail

for name in ${CHROMIUM:-chromium chromium-browser google-chrome google-chrome-stable}; do
	if command -v "$name"; then
		exit
	fi
done
echo "There is no Chromium: the end-to-end tests cannot run. Install it, or set CHROMIUM to one." >&2
exit 1
