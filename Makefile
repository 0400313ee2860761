# Banyan: what a developer or a newcomer runs. `make demo` and `make test` do all the set-up that they need.

SWIFT ?= swift
DEBUG := .build/debug/banyan
RELEASE := .build/release/banyan
VENV := .venv
PIP_PACKAGES := pytest "pycose" "cbor2<6" "cryptography>=48" "fhir.resources==8.3.0" "fhirkit-rs==0.1.0"

.PHONY: demo test e2e bench scale vectors setup build release lint clean help

help:  ## this list
	@grep -hE '^[a-z0-9]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

demo: build  ## build, then run the main job: seven nodes, one consent, one summary
	@$(DEBUG) demo

test: setup  ## all unit and property tests
	@$(SWIFT) build --build-tests
	@$(SWIFT) test --skip-build

e2e: build $(VENV)/ready  ## end-to-end tests with real processes and software that is not ours
	@$(VENV)/bin/python -m pytest -q -p no:cacheprovider Tests/EndToEnd

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
	rm -rf .build $(VENV)
