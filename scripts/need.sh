#!/usr/bin/env bash
# need.sh go|node: says what to install when a tool is missing or too old.
set -euo pipefail

at_least() { [ "$(printf '%s\n%s\n' "$1" "$2" | sort -V | head -n 1)" = "$1" ]; }

case "$1" in
go)
	if ! command -v go >/dev/null; then
		echo "Go 1.26 or newer is needed: https://go.dev/dl/" >&2
		exit 1
	fi
	;; # an older Go fetches the version that go.mod names by itself
node)
	if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
		echo "Node 20.19 or newer, with npm, is needed to build the web app: https://nodejs.org" >&2
		echo "Without it, 'make binary' builds a server without the web app." >&2
		exit 1
	fi
	have=$(node --version)
	if ! at_least 20.19 "${have#v}"; then
		echo "Node 20.19 or newer is needed to build the web app; this is $have." >&2
		exit 1
	fi
	;;
*)
	echo "need.sh: there is no tool called $1" >&2
	exit 2
	;;
esac
