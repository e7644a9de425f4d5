# The service as one image: web, workers, beat, backup and the one-shot commands all run from it.
FROM python:3.11-slim-bookworm AS packages
WORKDIR /srv/pim
COPY requirements.txt .
RUN python -m venv .venv && .venv/bin/pip install --no-cache-dir --disable-pip-version-check -r requirements.txt

FROM python:3.11-slim-bookworm
RUN groupadd --gid 10001 pim \
    && useradd --uid 10001 --gid pim --home-dir /srv/pim --no-create-home --shell /usr/sbin/nologin pim \
    && install -d -o pim -g pim -m 0755 /run/pim /srv/backups
WORKDIR /srv/pim
COPY --from=packages /srv/pim/.venv .venv
COPY . .
ENV PATH=/srv/pim/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=pim.settings \
    PIM_VAR=/srv/var
# Compiled and collected here: the running containers can write nowhere.
RUN python -m compileall -q pim referrals volunteers outcomes \
    && python manage.py collectstatic --noinput --verbosity=0
USER 10001:10001
CMD ["gunicorn", "-c", "python:pim.stack.web", "--bind", "unix:/run/pim/web.sock"]
