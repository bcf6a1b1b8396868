#!/usr/bin/env bash
# The demo on real containers.
source "$(dirname "${BASH_SOURCE[0]}")/harness.sh"
needs_docker
"$root/fixtures/demo.sh" --engine docker
