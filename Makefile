# Two commands set everything up and do the work: `make generate`, then `make test`.
# The environment is made when it is missing, or older than what it is made from.

PYTHON ?= python3
ENV := .venv/made-from-pyproject
NODE := tests/node/node_modules/.package-lock.json
# Nx and Bazel, which are large.
BUILD_SYSTEMS := tests/build_systems/node_modules/.package-lock.json
# The botocore that the published stubs in the tests were made from.
RELEASE := .venv/botocore-1.43.119
# It needs a botocore of its own.
ASYNC := .venv/aiobotocore-3.10.0/made
# Packages with modules of TypedDicts, which the tests read and never import.
PACKAGES := .venv/public-packages/made
# The documentation of types-aiobotocore, made by its own builder, which needs Python 3.13.
DOCUMENTS := .venv/documents/made
# Releases of botocore, from which the tests upgrade to one another.
UPGRADES := .venv/botocore-releases/made
# Python for the browser, and what the models need there.
PLAYGROUND := playground/node_modules/.package-lock.json
BROWSER := .venv/pyodide/made
# The lowest releases that pyproject.toml allows, by themselves.
FLOOR := .venv/floor/made
RUN := .venv/bin/python -m
# Folders whose tests find most mistakes in little time. `generator` has the doctests.
QUICK := generator tests/expected_output tests/project
# Folders whose tests hold with any botocore, apart from those marked `pinned_botocore`.
FLOOR_TESTS := tests/expected_output tests/command_line tests/generated_code -m "not pinned_botocore"

.PHONY: generate quick test test-all floor dist docs bench vocabulary documents upgrades check update format

generate: $(ENV)  ## specs/ -> generated/, and its types checked
	$(RUN) generator
	$(RUN) generator check

quick: $(ENV) $(NODE)  ## the tests to run while you work (about a minute)
	$(RUN) pytest $(QUICK)

test: $(ENV) $(NODE) $(BUILD_SYSTEMS) $(RELEASE) $(ASYNC) $(PLAYGROUND) $(BROWSER)  ## everything that must hold before a change lands
	$(RUN) pytest --numprocesses auto --dist loadfile --no-loadscope-reorder

test-all: $(ENV) $(NODE) $(BUILD_SYSTEMS) $(RELEASE) $(ASYNC) $(PLAYGROUND) $(BROWSER) $(PACKAGES) $(UPGRADES)  ## the same, over all of AWS and some of PyPI (about an hour)
	$(RUN) pytest --all-services

floor: $(FLOOR) $(NODE)  ## with the lowest release of everything that pyproject.toml allows
	.venv/floor/bin/python -m pytest $(FLOOR_TESTS)

dist: $(ENV)  ## what is released, into dist/
	rm -rf dist
	$(RUN) build --no-isolation
	$(RUN) twine check --strict dist/*

docs: $(ENV) $(PLAYGROUND)  ## the pages that are made from code, the pictures, and the site in site/
	$(RUN) docs.builder

bench: $(ENV) $(NODE)  ## what it costs, beside its peers, which this installs; writes docs/performance.*
	$(RUN) benchmarks

vocabulary: $(ENV) $(RELEASE)  ## our classes beside the published stubs of all of AWS: what differs, and why
	PYTHONPATH=.:tests $(RUN) support.vocabulary

documents: $(ENV) $(DOCUMENTS)  ## the published documentation of all of AWS beside ours: what differs, and why
	$(RUN) pytest tests/targets/test_type_documents.py

upgrades: $(ENV) $(UPGRADES)  ## what breaks between the releases of botocore that the tests know, as JSON lines
	PYTHONPATH=.:tests $(RUN) support.upgrade_oracle

check: $(ENV)  ## our own code, and the output against the specs
	$(RUN) ruff format --check .
	$(RUN) ruff check .
	$(RUN) mypy
	$(RUN) generator check

update: $(ENV) $(NODE)  ## rewrite what the cases expect; read the diff
	$(RUN) pytest tests/expected_output/test_cases.py --update
	git diff --stat -- tests/cases

format: $(ENV)  ## our own code as ruff likes it
	$(RUN) ruff format .
	$(RUN) ruff check --fix .

$(ENV): pyproject.toml
	$(PYTHON) -m venv .venv
	$(RUN) pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@

$(RELEASE): $(ENV)
	$(RUN) pip install --quiet --disable-pip-version-check --no-deps --upgrade --target $@ $(subst -,==,$(notdir $@))
	touch $@

$(ASYNC): $(ENV)
	$(PYTHON) -m venv --clear $(@D)
	$(@D)/bin/python -m pip install --quiet --disable-pip-version-check $(subst -,==,$(notdir $(@D))) pydantic
	touch $@

$(PACKAGES): $(ENV) tests/support/public_packages.txt
	rm -rf $(@D)
	$(RUN) pip install --quiet --disable-pip-version-check --no-deps --no-compile --only-binary :all: \
	  --target $(@D) --requirement tests/support/public_packages.txt
	touch $@

$(DOCUMENTS):
	rm -rf $(@D)
	python3.13 -m venv $(@D)/builder
	$(@D)/builder/bin/pip install --quiet --disable-pip-version-check mypy-boto3-builder==8.12.0
	$(@D)/builder/bin/pip install --quiet --disable-pip-version-check --no-deps \
	  boto3==1.42.31 botocore==1.42.31 aiobotocore==3.1.1
	$(@D)/builder/bin/python -m mypy_boto3_builder $(@D)/documents --product aiobotocore-docs \
	  --no-smart-version --build-version 3.1.1 --services all < /dev/null
	mv $(@D)/builder/lib/python*/site-packages/botocore $(@D)/botocore
	touch $@

# pip downloads one release of a package at a time.
$(UPGRADES): $(ENV) tests/support/botocore_releases.txt
	mkdir -p $(@D)
	for release in $$(cat tests/support/botocore_releases.txt); do \
	  $(RUN) pip download --quiet --disable-pip-version-check --no-deps --dest $(@D) botocore==$$release || exit 1; \
	done
	touch $@

# pip takes the same constraints for what builds the package; which variable says so depends on its age.
$(FLOOR): pyproject.toml tests/support/lowest_releases.py
	$(PYTHON) -m venv --clear $(@D)
	$(PYTHON) tests/support/lowest_releases.py > $(@D)/floors.txt
	PIP_CONSTRAINT=$(@D)/floors.txt PIP_BUILD_CONSTRAINT=$(@D)/floors.txt $(@D)/bin/python -m pip install \
	  --quiet --disable-pip-version-check --editable . boto3 hypothesis polyfactory 'jsonschema[format-nongpl]' pytest ruff
	touch $@

$(NODE): tests/node/package-lock.json
	npm ci --prefix tests/node --no-audit --no-fund
	touch $@

# Without the scripts of the packages: the tests need none of what these set up.
$(PLAYGROUND): playground/package-lock.json
	npm ci --prefix playground --no-audit --no-fund
	touch $@

$(BROWSER): $(ENV)
	$(RUN) pip freeze | grep -iE '^(annotated-types|pydantic|pydantic.core|typing-inspection)==' > .venv/pyodide.txt
	$(RUN) pip install --quiet --disable-pip-version-check --no-deps --upgrade --target $(@D) --only-binary :all: \
	  --python-version 3.14 --platform pyemscripten_2026_0_wasm32 --requirement .venv/pyodide.txt
	touch $@

$(BUILD_SYSTEMS): tests/build_systems/package-lock.json
	npm ci --prefix tests/build_systems --ignore-scripts --no-audit --no-fund
	touch $@
