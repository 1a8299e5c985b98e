#!/usr/bin/env bash
# Choose versions anew within what pyproject.toml allows, for every platform and Python that it allows, with hashes.
# The locks name packages, versions and hashes: no index and no host, so that any mirror will do.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

.venv/bin/python -m pip install -q --disable-pip-version-check "uv>=0.13" 2>/dev/null || {
    echo "uv could not be installed into .venv: is the package index in reach?" >&2
    exit 1
}

compile() { # extra, lock file, further options…
    local extra=$1 lock=$2
    shift 2
    .venv/bin/uv pip compile -q --universal --generate-hashes --python-version 3.11 --upgrade --no-header \
        --no-emit-index-url --no-emit-find-links --extra "$extra" "$@" pyproject.toml -o "$lock.new"
    {
        printf '# Made by `make lock` from pyproject.toml. Do not edit.\n'
        cat "$lock.new"
    } >"$lock"
    rm "$lock.new"
    echo "$lock: $(grep -c '==' "$lock") packages"
}

compile dev installer/requirements.lock
compile bundle installer/bundle.lock -c installer/requirements.lock
compile risk installer/risk.lock -c installer/requirements.lock
compile ocr installer/cards.lock -c installer/requirements.lock
if grep -nE '://|--(extra-)?index-url|--find-links' installer/*.lock; then
    echo "A lock names a host." >&2
    exit 1
fi
