# drydock in a container. It drives the Docker engine whose socket is mounted, on the host's
# network, because the listeners' ports and the tasks' addresses are there; see compose.yaml.
#
# BASE is Debian 12 by any name: where nothing can be pulled, make one with
#   debootstrap --variant=minbase bookworm base && tar -C base -c . | docker import - drydock-base
# and pass --build-arg BASE=drydock-base.
ARG BASE=debian:12

FROM ${BASE} AS runtime
RUN apt-get update -q \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends \
      ca-certificates libcurl4 libssl3 libsqlite3-0 libyaml-cpp0.7 libspdlog1.10 libfmt9 \
      libpugixml1v5 libre2-9 libcbor0.8 tzdata \
 && rm -rf /var/lib/apt/lists/*
ENTRYPOINT ["/usr/local/bin/drydock"]

FROM ${BASE} AS build
WORKDIR /drydock
COPY dev ./
COPY fixtures/engine.sh fixtures/botocore.sh fixtures/
RUN apt-get update -q && ./dev setup-build && rm -rf /var/lib/apt/lists/*
COPY . .
RUN cmake --preset release -DDRYDOCK_TESTS=OFF \
 && cmake --build --preset release --target drydock \
 && strip build/release/drydock/drydock

FROM runtime
COPY --from=build /drydock/build/release/drydock/drydock /usr/local/bin/drydock
