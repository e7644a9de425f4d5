# The commands of the service. `make run` is all a newcomer needs.
PYTHON ?= python3
VENV := .venv/bin/python
SETUP = @command -v $(PYTHON) >/dev/null || { echo "Python 3.11 or newer is needed; no $(PYTHON) was found." >&2; exit 1; }; \
	$(PYTHON) pim/stack/setup.py

# A service of a dozen processes compiles its modules once, not a dozen times.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: setup setup-dev setup-judges run test test-attacks test-faults check bench css
.DEFAULT_GOAL := run

setup: ## what `run` needs
	$(SETUP) requirements.txt

setup-dev:
	$(SETUP) requirements-dev.txt

run: setup ## start everything; Ctrl-C stops it
	@exec $(VENV) -m pim.stack --with-parent

test: setup-dev ## every test, browser tests included; make test ARGS="-k word"
	@$(VENV) -m pim.stack.browser
	@$(VENV) -m pytest -n 3 --dist loadfile --no-loadscope-reorder $(ARGS)

HTML_CHECKER := node_modules/vnu-jar/build/dist/vnu.jar
$(HTML_CHECKER):
	@npm install --no-fund --no-audit --silent || { echo "The HTML checker is missing. Type: npm install" >&2; exit 1; }

# Judges from outside, which never see ours; each list in an environment of its own.
JUDGES := tests/attacks/judges
setup-judges: $(JUDGES)/node_modules/.package-lock.json
	$(SETUP) requirements-judges.txt requirements-wapiti.txt

$(JUDGES)/node_modules/.package-lock.json: $(JUDGES)/package-lock.json
	@npm ci --prefix $(JUDGES) --ignore-scripts --no-fund --no-audit --silent || \
		{ echo "The judges of pages are missing. Type: npm ci --prefix $(JUDGES)" >&2; exit 1; }
	@touch $@

test-attacks: setup-dev setup-judges $(HTML_CHECKER) ## the long counts: what bots, guessers and snoopers try
	@$(VENV) -m pim.stack.browser
	@$(VENV) -m pytest tests/attacks $(ARGS)

test-faults: setup-dev ## parts killed and servers broken: what is lost by it, counted
	@$(VENV) -m pytest tests/faults $(ARGS)

check: setup-dev ## lint, format, types, migrations, deploy check
	@$(VENV) -m ruff check .
	@$(VENV) -m ruff format --check --quiet .
	@$(VENV) -m mypy --no-error-summary
	@$(VENV) manage.py makemigrations --check --dry-run
	@env -u DATABASE_URL PIM_DEMO=0 PIM_BASE_URL=https://pim.example PIM_ALLOWED_HOSTS=pim.example \
		PIM_TRUSTED_PROXIES=1 PIM_MAIL_KEY=for-this-check-alone-and-no-mail-server \
		$(VENV) manage.py check --deploy --fail-level WARNING

bench: setup-dev ## side by side with the floors, on a database of its own; keeps var/bench/*.json
	@$(VENV) -m bench

css: ## compile static/css from static/scss (needs npm)
	@npm install --no-fund --no-audit --silent
	@npm run --silent css
