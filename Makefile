# Everything a developer does. `make help` lists it; a fresh clone needs Python >= 3.12, make and git.
BIN := .venv/bin
READY := .venv/.ready
PYTHON ?=
ARGS ?=
DEMO := results/demo
SCHEMA := scenarios/scenario.schema.json
REFERENCE := docs/reference

.DEFAULT_GOAL := help
.PHONY: help demo ablation test test-browser check check-deep bench mutants soak sbom golden schema reference docs picture format lock setup clean

help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' Makefile

demo: $(READY)  ## run belarus-2020 eight times and write one page about it
	$(BIN)/talentflow run belarus-2020 --replications 8 --out $(DEMO) --force
	$(BIN)/talentflow compare jyvaskyla --lever city-talent-office:owner=FIN:jyvaskyla \
	  --replications 12 --out $(DEMO)-policy --force
	$(BIN)/talentflow report $(DEMO) --compare $(DEMO)-policy
	@echo "Open $(CURDIR)/$(DEMO)/index.html in a browser."

ablation: $(READY)  ## show what each mechanism does, by switching one off at a time
	$(BIN)/talentflow sweep experiments/ablation.toml --out results/ablation --resume

test: $(READY)  ## run the tests (ARGS="-k name" for some of them)
	$(BIN)/pytest -q -n auto --dist worksteal $(ARGS)

check: $(READY)  ## lint, format, types, freshness of schema and reference, a short benchmark
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	@$(BIN)/talentflow scenario schema | cmp -s - $(SCHEMA) \
	  || { echo "$(SCHEMA) is out of date: run 'make schema' and commit it."; exit 1; }
	$(BIN)/python -m talentflow_lab.reference_pages --check $(REFERENCE)
	PYTHONPATH=. $(BIN)/python benchmarks/suite.py --guard

test-browser: $(READY)  ## look at every page of the app in Chromium (pictures in tests/browser/pictures)
	$(BIN)/pytest -q -m "browser and not deep" $(ARGS)

check-deep: $(READY)  ## run the tests that take long
	$(BIN)/pytest -q -m deep $(ARGS)

bench: $(READY)  ## measure speed and size of the engine (benchmarks/out/latest.json)
	PYTHONPATH=. $(BIN)/python benchmarks/suite.py $(ARGS)

mutants: $(READY)  ## change the code in small ways and see which tests notice (ARGS="--sample 20 --seed 1")
	PYTHONPATH=. $(BIN)/python benchmarks/mutants.py $(ARGS)

soak: $(READY)  ## use the app as five people do, and sweep, for 30 minutes (ARGS="--minutes 1")
	PYTHONPATH=. $(BIN)/python benchmarks/soak.py $(ARGS)

sbom: $(READY)  ## write the bill of materials of the locked packages (results/sbom.json)
	$(BIN)/python benchmarks/sbom.py results/sbom.json

golden: $(READY)  ## renew the committed results of the shipped scenarios
	PYTHONPATH=. $(BIN)/python tests/golden/renew.py
	PYTHONPATH=. $(BIN)/python tests/golden/fingerprints.py
	PYTHONPATH=. $(BIN)/python tests/golden/busy.py

schema: $(READY)  ## renew the JSON Schema of scenario files
	$(BIN)/talentflow scenario schema > $(SCHEMA).new
	@mv $(SCHEMA).new $(SCHEMA)

reference: $(READY)  ## renew the reference pages from the code (docs/reference)
	$(BIN)/python -m talentflow_lab.reference_pages $(REFERENCE)

docs: reference  ## build the site of docs/ into site/; it opens from disk
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet
	@echo "Open $(CURDIR)/site/index.html in a browser."

picture: $(READY)  ## draw the picture of the README anew from a small run
	$(BIN)/talentflow run belarus-2020 --scale 20 --months 38 --replications 8 --out results/picture --force
	$(BIN)/python -m talentflow_lab.reference_pages.picture results/picture docs/images/leavers.png

format: $(READY)  ## format the code and mend what ruff can mend
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock: $(READY)  ## renew requirements.lock from pyproject.toml (UPGRADE=1 for newest versions)
	@[ -x $(BIN)/uv ] || $(BIN)/python -m pip install -q uv
	$(BIN)/uv pip compile -q --universal --python-version 3.12 --generate-hashes --all-extras --no-header \
	  --no-emit-index-url --no-emit-find-links --annotation-style=line \
	  $(if $(UPGRADE),--upgrade) pyproject.toml -o requirements.lock

setup: $(READY)  ## make .venv with everything in it (the other targets do this by themselves)
	@echo "The project is ready in .venv."

clean:  ## remove .venv, caches and build products (results stay)
	rm -rf .venv dist build site htmlcov .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(READY): requirements.lock pyproject.toml
	@sh .ci/setup "$(PYTHON)"
	@touch $@
