# `make` does everything: environment, the quick tier, the book. CONFIG picks another tier, for instance
# `make CONFIG=config/standard.yaml`.
PYTHON ?= python3
CORES ?= all
CONFIG ?=
BIN = .venv/bin
INSTALLED = .venv/installed
BROWSER = tests/browser/node_modules/.package-lock.json
overlay = $(if $(CONFIG),--configfile $(CONFIG))

.PHONY: book test lint format site cost compare archive report bench restamp rename record verify browser-test cluster-test lock clean

# live bars on a terminal, plain lines on a pipe (where the rich logger prints nothing)
book: $(INSTALLED)
	@if [ -t 1 ]; then set -- --logger rich; fi; $(BIN)/snakemake --cores $(CORES) $(overlay) "$$@"

test: $(INSTALLED)
	$(BIN)/python -m pytest

lint: $(INSTALLED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/snakefmt --check Snakefile workflow

format: $(INSTALLED)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/snakefmt Snakefile workflow

# the book from results/record alone, without simulating
site: $(INSTALLED)
	$(BIN)/python -m glassychains.site

cost: $(INSTALLED)
	@OMP_NUM_THREADS=1 $(BIN)/python -m glassychains.cost $(overlay)

compare: $(INSTALLED)
	@$(BIN)/python -m glassychains.compare $(overlay)

# one tier as an RO-Crate
archive: $(INSTALLED)
	$(BIN)/python -m glassychains.archive $(overlay)

# Snakemake's own report of a tier
report: $(INSTALLED)
	$(BIN)/snakemake --cores 1 --nolock $(overlay) --report results/$(if $(CONFIG),$(basename $(notdir $(CONFIG))),quick)/report.html

bench: $(INSTALLED)
	$(BIN)/python benchmarks/speed.py

restamp: $(INSTALLED)
	$(BIN)/python -m glassychains.restamp $(overlay)

# once, after version 0.1
rename: $(INSTALLED)
	$(BIN)/python -m glassychains.rename

# results/record anew from complete quick and standard tiers; CHAPTERS renews these chapters alone
CHAPTERS ?=
record: $(INSTALLED)
	$(BIN)/python -m glassychains.record --configfile config/standard.yaml $(if $(CHAPTERS),--chapters $(CHAPTERS))

# N batches of the record, drawn at random, again; SECONDS limits what each may cost
N ?= 20
SECONDS ?= inf
verify: $(INSTALLED)
	$(BIN)/python -m glassychains.verify --count $(N) --seconds $(SECONDS)

# the pages of SITE in a headless browser (Debian's chromium, Node 20 or newer with npm)
SITE ?= results/quick/site/_build/html
browser-test: $(INSTALLED) $(BROWSER)
	cd tests/browser && \
		SITE=$(abspath $(SITE)) PYTHON=$(abspath $(BIN))/python node --test --test-concurrency=1 --test-reporter=spec

$(BROWSER): tests/browser/package-lock.json
	@command -v npm > /dev/null || { echo "needs Debian's package chromium (and nodejs, npm)" >&2; exit 1; }
	cd tests/browser && npm ci --silent

# starts a SLURM of one node on this machine (root, Debian packages slurm-wlm and munge) and stops it
cluster-test: $(INSTALLED)
	tests/cluster/run.sh

$(INSTALLED): requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "glassychains needs Python 3.11 or newer")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .
	touch $@

# after a change of the dependencies in pyproject.toml (needs uv)
lock:
	uv pip compile pyproject.toml --extra develop --extra cluster --extra archive --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-annotate --no-header -o requirements.lock

clean:
	find results -mindepth 1 -maxdepth 1 ! -name record -exec rm -rf {} +
	rm -rf .snakemake
