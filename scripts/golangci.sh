#!/usr/bin/env bash
# golangci.sh VERSION: prints the path of that golangci-lint, installing it into
# bin/ when it is neither there nor on the PATH.
set -euo pipefail
cd "$(dirname "$0")/.."

version=$1
for candidate in bin/golangci-lint "$(command -v golangci-lint || true)"; do
	if [ -x "$candidate" ] && [[ "$("$candidate" version 2>/dev/null)" == *" ${version#v} "* ]]; then
		echo "$candidate"
		exit
	fi
done
echo "installing golangci-lint $version into bin/" >&2
GOBIN="$PWD/bin" go install "github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$version" >&2
echo bin/golangci-lint
