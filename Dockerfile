# Ebb in a container: `docker compose up -d` builds and starts it; docs/self-hosting.md says the rest.
ARG PYTHON_VERSION=3.13

FROM python:${PYTHON_VERSION}-slim-trixie AS build
# pip stays in this stage: the environment that is shipped has no installer in it.
RUN python -m venv /opt/pip && python -m venv --without-pip /opt/venv
COPY requirements/app.txt /tmp/app.txt
# Wheels only, each checked against its hash: nothing that was downloaded is run while the image is built.
# Compiled now, because nothing can be written there later; unchecked, because nothing there will ever change.
RUN --mount=type=cache,target=/var/cache/pip \
    /opt/pip/bin/pip --python /opt/venv/bin/python --disable-pip-version-check \
        install --quiet --cache-dir /var/cache/pip --no-compile --require-hashes --only-binary :all: -r /tmp/app.txt \
    && python -m compileall -q -j 0 --invalidation-mode unchecked-hash /opt/venv/lib \
    && printf '#!/opt/venv/bin/python\nfrom app.__main__ import main\n\nmain()\n' > /opt/venv/bin/ebb \
    && chmod 0755 /opt/venv/bin/ebb
COPY app /srv/ebb/app
COPY decks /srv/ebb/decks
COPY templates /srv/ebb/templates
COPY static /srv/ebb/static
COPY migrations /srv/ebb/migrations
COPY LICENSE /srv/ebb/LICENSE
RUN chmod -R u=rwX,go=rX /srv/ebb \
    && python -m compileall -q --invalidation-mode unchecked-hash /srv/ebb

FROM python:${PYTHON_VERSION}-slim-trixie
ARG VERSION=dev
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Ebb" \
      org.opencontainers.image.description="A self-hosted spaced-repetition trainer" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONPATH=/srv/ebb \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    EBB_DATA=/data
COPY --from=build /opt/venv /opt/venv
COPY --from=build /srv/ebb /srv/ebb
# Any uid works: one that the image does not know is in group 0, and group 0 may write here. (Not copied from the
# build stage: COPY makes the folder anew and forgets its mode.)
RUN install -d -o 10001 -g 0 -m 2770 /data
WORKDIR /srv/ebb
VOLUME /data
USER 10001
EXPOSE 8000
STOPSIGNAL SIGTERM
# The port is 8000 inside, always; publishing maps it to any other. Argument beats environment, so that what is
# served and what is asked cannot part, and neither line needs a shell to expand a variable.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-m", "app.health", "--port", "8000"]
CMD ["python", "-m", "app", "serve", "--host", "0.0.0.0", "--port", "8000"]
