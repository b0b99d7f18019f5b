# What a developer does with this repository. "make" alone lists it.

SHELL         := /bin/bash
.SHELLFLAGS   := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:

GOLANGCI_VERSION := v2.15.0
VERSION          := $(shell git describe --tags --always --dirty 2>/dev/null)
LDFLAGS          := -s -w $(if $(VERSION),-X main.version=$(VERSION))
FUZZTIME         ?= 10s
# Of the tests of one package, on a slow machine.
TESTTIME         ?= 45m
KILLS            ?= 200
CHAOS_SECONDS    ?= 300
OUTAGES          ?= 10
ARGS             ?=

# Packages whose tests open a database of the engine that the run is about: they run on each engine.
ENGINE_TESTS = $(shell grep -rlE --include='*_test.go' 'enginetest\.(Open|Postgres|URL)|internal/servertest' internal | xargs -n1 dirname | sort -u | sed 's|^|./|')

# What the web app is made of; a newer one makes it again.
WEB_SOURCES := $(shell find web/src web/public web/index.html web/sandbox web/scripts web/*.ts web/*.json -type f 2>/dev/null)

##@ Run

.PHONY: run
run: build ## build what is missing and start the server on SQLite (ARGS="--port 9000")
	bin/rustygpt serve $(ARGS)

.PHONY: dev
dev: web/node_modules/.for-build ## server and web app side by side, both follow changes
	scripts/dev.sh $(ARGS)

##@ Build

.PHONY: build
build: web/dist/index.html binary ## the program with the web app inside, at bin/rustygpt

.PHONY: binary
binary: ## the program alone, with whatever web app is in web/dist
	@scripts/need.sh go
	CGO_ENABLED=0 go build -trimpath -ldflags '$(LDFLAGS)' -o bin/rustygpt ./cmd/rustygpt

.PHONY: web
web: web/dist/index.html ## the web app alone, into web/dist

web/dist/index.html: web/node_modules/.for-build $(WEB_SOURCES)
	cd web && npm run build
	@touch $@

# Two sets of packages: what building needs, and that plus what testing needs.
web/node_modules/.for-build: web/package-lock.json
	@scripts/need.sh node
	cd web && npm ci --omit=dev --no-audit --no-fund
	@touch $@

web/node_modules/.for-test: web/package-lock.json
	@scripts/need.sh node
	cd web && npm ci --no-audit --no-fund
	@touch web/node_modules/.for-build $@

##@ Test

.PHONY: test
test: test-go test-web e2e ## everything below

.PHONY: test-go
test-go: ## go vet and the Go tests with the race detector, on SQLite and on PostgreSQL
	scripts/setup-test.sh
	go vet ./...
	@rm -f bin/gotest.txt
	go run ./scripts/gotest sqlite: -race -timeout $(TESTTIME) ./...
	RUSTYGPT_TEST_ENGINE=postgres go run ./scripts/gotest postgres: -race -timeout $(TESTTIME) $(ENGINE_TESTS)

.PHONY: test-web
test-web: web/node_modules/.for-test web/dist/index.html ## unit tests of the web app, and its size
	cd web && npm test && npm run budget

.PHONY: e2e
e2e: build web/node_modules/.for-test ## the whole program in a real browser
	scripts/setup-test.sh
	cd web && CHROMIUM="$$(../scripts/browser.sh)" npm run e2e

.PHONY: fuzz
fuzz: ## every fuzz target for FUZZTIME each
	scripts/fuzz.sh $(FUZZTIME)

.PHONY: crash
crash: ## kill the server KILLS times in the middle of answers and look for what was lost
	RUSTYGPT_CRASH_KILLS=$(KILLS) go test -race -count=1 -timeout 0 -run TestCrash -v ./internal/server

.PHONY: chaos
chaos: ## kill instances and database connections for CHAOS_SECONDS, then PostgreSQL 2 x OUTAGES times
	RUSTYGPT_TEST_ENGINE=postgres RUSTYGPT_CHAOS_SECONDS=$(CHAOS_SECONDS) RUSTYGPT_OUTAGES=$(OUTAGES) \
		go test -race -count=1 -timeout 0 -parallel 1 -run 'TestChaos|TestOutage' -v ./internal/server

.PHONY: bench
bench: build ## the server beside its floors; ARGS="-short", ARGS="-only fanout"
	go build -o bin/bench ./internal/bench
	bin/bench $(ARGS)

##@ Check

.PHONY: lint
lint: lint-go lint-web ## golangci-lint, Biome, TypeScript

.PHONY: lint-go
lint-go:
	tool=$$(scripts/golangci.sh $(GOLANGCI_VERSION)) && $$tool run ./...

.PHONY: lint-web
lint-web: web/node_modules/.for-test
	cd web && npm run lint && npm run typecheck

.PHONY: verify
verify: web/node_modules/.for-test ## generated files are what "make generate" makes
	scripts/verify.sh

##@ Maintain

.PHONY: fmt
fmt: web/node_modules/.for-test ## format everything
	tool=$$(scripts/golangci.sh $(GOLANGCI_VERSION)) && $$tool fmt ./...
	cd web && npm run format

.PHONY: generate
generate: web/node_modules/.for-test ## openapi.yaml, the web app's types and list of faults, settings reference and example
	go run ./cmd/rustygpt spec api/openapi.yaml
	cd web && npm run generate
	go run ./scripts/faults web/src/shared/i18n/locales/en/faults.json
	go test ./internal/config -run Generated -count=1 -update

.PHONY: setup-test
setup-test: ## install what the tests need beyond Go and Node
	scripts/setup-test.sh

.PHONY: clean
clean: ## remove everything that was built or installed here
	rm -rf bin web/node_modules web/coverage
	find web/dist -mindepth 1 ! -name .gitkeep -delete

.PHONY: help
help: ## this list
	@awk 'BEGIN {FS = ":.*## "} /^##@ / {printf "\n%s\n", substr($$0, 5)} \
		/^[a-z0-9-]+:.*## / {printf "  %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
