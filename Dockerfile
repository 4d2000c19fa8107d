# archlint with git, for CI without Python. Not built by this repository's tests, which build the
# wheel from the same files and check the rest by reading.
#
#   docker build --tag archlint .
#   docker run --rm --network none --user "$(id -u):$(id -g)" --volume "$PWD:/repo" archlint check

FROM python:3.13-slim AS build
WORKDIR /src
COPY pyproject.toml README.md LICENSE ./
COPY archlint archlint
COPY policies policies
RUN python -m pip wheel --no-cache-dir --wheel-dir /wheels . \
  && python -m venv /opt/archlint \
  && /opt/archlint/bin/python -m pip install --no-cache-dir --no-index --find-links /wheels archlint

FROM python:3.13-slim
# Revisions are read through git.
RUN apt-get update \
  && apt-get install --yes --no-install-recommends git \
  && rm -rf /var/lib/apt/lists/*
COPY --from=build /opt/archlint /opt/archlint
# A mounted repository belongs to somebody else, and git refuses those unless they are named. Named
# here and not in a file, because archlint runs git without the system's configuration.
ENV PATH=/opt/archlint/bin:$PATH \
  GIT_CONFIG_COUNT=1 \
  GIT_CONFIG_KEY_0=safe.directory \
  GIT_CONFIG_VALUE_0=/repo
USER 65534:65534
WORKDIR /repo
ENTRYPOINT ["archlint"]
CMD ["check"]
