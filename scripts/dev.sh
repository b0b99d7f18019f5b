#!/usr/bin/env bash
# dev.sh: the server, built and started again when Go or SQL files change, and
# the web app's development server, which passes API calls on to it. Arguments
# go to "rustygpt serve".
set -euo pipefail
cd "$(dirname "$0")/.."

server=0
web=0
stamp=$(mktemp)
finish() {
	trap - EXIT INT TERM
	[ "$server" -eq 0 ] || kill "$server" 2>/dev/null || true
	[ "$web" -eq 0 ] || kill "$web" 2>/dev/null || true
	wait
	rm -f "$stamp"
}
trap finish EXIT
trap 'exit 0' INT TERM

start() {
	touch "$stamp"
	go build -o bin/rustygpt-dev ./cmd/rustygpt || { echo "dev: does not build; waiting for the next change"; return 0; }
	if [ "$server" -ne 0 ]; then
		kill "$server" 2>/dev/null || true
		wait "$server" || true
	fi
	bin/rustygpt-dev serve --set server.drain_seconds=0 "$@" &
	server=$!
}

changed() {
	[ -n "$(find cmd internal api web/*.go go.mod config.toml -newer "$stamp" \
		\( -name '*.go' -o -name '*.sql' -o -name 'go.mod' -o -name 'config.toml' \) -print -quit 2>/dev/null)" ]
}

(cd web && exec node node_modules/vite/bin/vite.js --clearScreen false) &
web=$!
start "$@"
while sleep 1; do
	if changed; then
		echo "dev: building"
		start "$@"
	fi
done
