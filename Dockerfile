# One image for every role: `docker build -t steward .`, then `steward <role>`.

FROM node:22.21-bookworm-slim AS web
WORKDIR /src/frontend
COPY frontend/package.json frontend/package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY frontend ./
RUN npm run build

FROM python:3.13-slim-bookworm AS model
WORKDIR /src
COPY scripts scripts
RUN bash -euo pipefail -c '. scripts/lib.sh && prepare_model'

FROM rust:1.95-bookworm AS build
WORKDIR /src
COPY . .
COPY --from=web /src/frontend/dist frontend/dist
RUN cargo build --release --locked --package steward

FROM debian:12-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --create-home --home-dir /var/lib/steward steward \
    && install -d -o steward /var/lib/steward/audit
COPY --from=build /src/target/release/steward /usr/local/bin/steward
COPY --from=model /src/.steward/models /var/lib/steward/models
COPY scripts/container-probe /usr/local/bin/container-probe
COPY LICENSE /usr/share/doc/steward/LICENSE
USER steward
WORKDIR /var/lib/steward
ENV STEWARD_HOME=/var/lib/steward
EXPOSE 8000
ENTRYPOINT ["steward"]
CMD ["api"]
