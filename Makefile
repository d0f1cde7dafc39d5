# Each target is scripts/dev.py's, so that machines without make lack nothing:
# `make run` and `python3 scripts/dev.py run` are the same. `make` lists them.
PYTHON ?= python3
TARGETS := help run dev demo manage setup test test-pg test-browser check format lock rehearse

.PHONY: $(TARGETS)
$(TARGETS):
	@$(PYTHON) scripts/dev.py $@ $(ARGS)
