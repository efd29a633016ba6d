# `make` does everything: environment, the quick tier, the book. CONFIG picks another tier, for instance
# `make CONFIG=config/standard.yaml`.
PYTHON ?= python3
CORES ?= all
CONFIG ?=
BIN = .venv/bin
INSTALLED = .venv/installed
overlay = $(if $(CONFIG),--configfile $(CONFIG))

.PHONY: book test lint format cost bench restamp rename record verify cluster-test lock clean

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

cost: $(INSTALLED)
	@OMP_NUM_THREADS=1 $(BIN)/python -m glassychains.cost $(overlay)

bench: $(INSTALLED)
	$(BIN)/python benchmarks/speed.py

restamp: $(INSTALLED)
	$(BIN)/python -m glassychains.restamp $(overlay)

# once, after version 0.1
rename: $(INSTALLED)
	$(BIN)/python -m glassychains.rename

# results/record anew from a complete standard tier
record: $(INSTALLED)
	$(BIN)/python -m glassychains.record --configfile config/standard.yaml

# N batches of the record, drawn at random, again; SECONDS limits what each may cost
N ?= 20
SECONDS ?= inf
verify: $(INSTALLED)
	$(BIN)/python -m glassychains.verify --count $(N) --seconds $(SECONDS)

# starts a SLURM of one node on this machine (root, Debian packages slurm-wlm and munge) and stops it
cluster-test: $(INSTALLED)
	tests/cluster/run.sh

$(INSTALLED): requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "glassychains needs Python 3.11 or newer")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .
	touch $@

# after a change of the dependencies in pyproject.toml (needs uv)
lock:
	uv pip compile pyproject.toml --extra develop --extra cluster --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-annotate --no-header -o requirements.lock

clean:
	find results -mindepth 1 -maxdepth 1 ! -name record -exec rm -rf {} +
	rm -rf .snakemake
