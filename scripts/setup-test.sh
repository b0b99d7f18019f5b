#!/usr/bin/env bash
# setup-test.sh: installs what the tests need beyond Go and Node (a browser and
# PostgreSQL) where apt can, and says plainly what is missing where it cannot.
set -euo pipefail
cd "$(dirname "$0")/.."

browser() { scripts/browser.sh >/dev/null 2>&1; }
postgres() { command -v postgres >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null; }

packages=()
browser || packages+=(chromium)
postgres || packages+=(postgresql)
[ ${#packages[@]} -gt 0 ] || exit 0

if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
	echo "installing ${packages[*]}"
	export DEBIAN_FRONTEND=noninteractive
	if ! apt-get update -qq || ! apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null; then
		echo "apt could not install ${packages[*]}" >&2
	fi
fi

missing=0
if ! browser; then
	scripts/browser.sh || missing=1
fi
if ! postgres; then
	echo "There is no PostgreSQL: install the package postgresql (15 or newer)." >&2
	missing=1
fi
exit "$missing"
