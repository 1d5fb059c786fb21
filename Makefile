# Each target is one command of dev.py; `python3 dev.py --help` lists them.
PYTHON ?= python3
.PHONY: demo demo-reset test check bench soak shots setup
demo demo-reset test check bench soak shots setup:
	@$(PYTHON) dev.py $@
