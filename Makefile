# Banyan: what a developer or a newcomer runs. `make demo` and `make test` do all the set-up that they need.

SWIFT ?= swift
DEBUG := .build/debug/banyan
RELEASE := .build/release/banyan
VENV := .venv
TIME ?= 60
SEED ?= 1
PIP_PACKAGES := pytest "pycose" "cbor2<6" "cryptography>=48" "fhir.resources==8.3.0" "fhirkit-rs==0.1.0"

.PHONY: demo test e2e simulate faults fuzz tsan asan bench scale vectors setup build release lint clean help

help:  ## this list
	@grep -hE '^[a-z0-9]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

demo: build  ## build, then run the main job: ten nodes, one consent, one summary
	@$(DEBUG) demo

test: setup  ## all unit and property tests
	@$(SWIFT) build --build-tests
	@$(SWIFT) test --skip-build

e2e: build $(VENV)/ready  ## end-to-end tests with real processes and software that is not ours
	@$(VENV)/bin/python -m pytest -q -p no:cacheprovider Tests/EndToEnd

SEEDS ?= 20
NODES ?= 8
simulate: build  ## virtual federations under all faults: make simulate SEEDS=100
	@BANYAN_COMMIT=$$(git describe --always --dirty 2>/dev/null) $(DEBUG) simulate --runs $(SEEDS) --nodes $(NODES) --members light
	@BANYAN_COMMIT=$$(git describe --always --dirty 2>/dev/null) $(DEBUG) simulate --runs $$(($(SEEDS) / 4 + 1)) --nodes 6 --members full --duration 5m

faults: build $(VENV)/ready  ## real nodes broken for real: kill -9, cut networks, full disks, wrong clocks, other keys
	@$(VENV)/bin/python Tests/EndToEnd/faults/sandbox.py

fuzz: setup  ## fuzz every reader of bytes from outside: TIME seconds each (60), SEED (1), TARGETS (all)
	@SEED=$(SEED) .ci/fuzz $(TIME) $(TARGETS)

tsan: setup  ## the tests under the thread sanitizer, in a build of their own (FILTER=Name for some)
	@$(SWIFT) build --build-tests --sanitize=thread --scratch-path .build-tsan
	@$(SWIFT) test --skip-build --sanitize=thread --scratch-path .build-tsan $(if $(FILTER),--filter $(FILTER))

asan: setup  ## the tests under the address sanitizer, in a build of their own (FILTER=Name for some)
	@$(SWIFT) build --build-tests --sanitize=address --scratch-path .build-asan
	@ASAN_OPTIONS=detect_leaks=0 $(SWIFT) test --skip-build --sanitize=address --scratch-path .build-asan $(if $(FILTER),--filter $(FILTER))

bench: release  ## measured figures: catch-up, first read, composition, memory
	@$(RELEASE) bench

scale: release  ## measure federations of 142 to 13,000 facilities; writes docs/scale.md and its plots (about half an hour)
	@$(RELEASE) simulate --measure 142,412,2000,13000 --out docs --commit $$(git rev-parse --short HEAD)

vectors: setup  ## write docs/vectors anew
	@BANYAN_WRITE_VECTORS=1 $(SWIFT) test --filter VectorTests

build: setup
	@$(SWIFT) build --product banyan

release: setup
	@$(SWIFT) build -c release --product banyan

lint: ## format check
	@$(SWIFT) format lint --strict --recursive Package.swift Sources Tests

setup:
	@.ci/setup

$(VENV)/ready:
	@python3 -m venv $(VENV)
	@$(VENV)/bin/pip install -q --disable-pip-version-check $(PIP_PACKAGES)
	@touch $@

clean:
	rm -rf .build .build-fuzz .build-tsan .build-asan $(VENV)
