#!/usr/bin/env bash
# verify.sh: generates everything again and fails when that changes a file. It
# compares with what is on disk, not with the last commit, so it can be used
# before committing.
set -euo pipefail
cd "$(dirname "$0")/.."

files=(api/openapi.yaml web/src/shared/api/schema.gen.ts web/src/shared/i18n/locales/en/faults.json
	config.example.toml docs/reference/configuration.md)

before=$(sha256sum "${files[@]}")
make --no-print-directory generate
after=$(sha256sum "${files[@]}")

if [ "$before" != "$after" ]; then
	echo "These generated files were not current; 'make generate' has now made them so:" >&2
	diff <(echo "$before") <(echo "$after") | awk '/^>/ {print "  " $3}' >&2
	exit 1
fi
if ! go mod tidy -diff >/dev/null; then
	echo "go.mod and go.sum do not name exactly what is imported; 'go mod tidy' mends that." >&2
	exit 1
fi
echo "generated files are current: ${files[*]}"
