# Everything happens in ./.venv, which the first target makes. `make solve` and `make test` are all a newcomer needs.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet

.PHONY: solve test test-wheel lint bench-smoke clean

solve: $(VENV)/runtime
	$(BIN)/deepmath-xpu solve "What is the sum of all primes below 1000?"

test: $(VENV)/dev
	$(BIN)/python -m pytest

# The wheel alone in an empty environment: the runtime needs no torch and no transformers.
test-wheel: $(VENV)/runtime
	rm -rf build/wheel && mkdir -p build/wheel
	$(PYTHON) -m venv build/wheel/venv
	build/wheel/venv/bin/python -m pip install --quiet --upgrade "pip>=25.1"
	build/wheel/venv/bin/python -m pip wheel --quiet --no-deps --wheel-dir build/wheel .
	build/wheel/venv/bin/python -m pip install --quiet build/wheel/*.whl --group test
	cp -r tests/runtime build/wheel/tests
	cd build/wheel && venv/bin/python -m pytest -c ../../pyproject.toml --rootdir . tests

lint: $(VENV)/dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pyright

# The embedded model on a few problems, anew each time; ends in an HTML report.
bench-smoke: $(VENV)/dev
	rm -rf runs/smoke
	$(BIN)/python -m bench run smoke --out runs/smoke/records.jsonl
	$(BIN)/python -m bench report runs/smoke/records.jsonl --out runs/smoke

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)
	$(PIP) --upgrade "pip>=25.1"

$(VENV)/runtime: pyproject.toml | $(VENV)/bin/python
	$(PIP) --editable .
	touch $@

# optimum-intel asks for torchvision, whose registry build is for CUDA and breaks every import beside CPU torch.
$(VENV)/dev: pyproject.toml | $(VENV)/bin/python
	$(PIP) --editable . --group dev
	$(BIN)/python -m pip uninstall --quiet --yes torchvision
	touch $@

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache

# The Gaudi backend on optimum-habana's real trainer, its device layer stubbed; it has its own environment.
.PHONY: test-gaudi
test-gaudi: .venv-gaudi/ready
	PYTHONPATH=. .venv-gaudi/bin/python -m pytest -p no:cacheprovider tests/training/test_gaudi.py

.venv-gaudi/ready: training/gaudi/requirements.txt
	$(PYTHON) -m venv .venv-gaudi
	.venv-gaudi/bin/python -m pip install --quiet --upgrade "pip>=25.1"
	.venv-gaudi/bin/python -m pip install --quiet torch==2.13.* -r training/gaudi/requirements.txt --editable . --group test
	touch $@
