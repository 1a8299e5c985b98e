#!/usr/bin/env bash
# A folder that runs without Python: dist/evenhand. Through `make bundle`; ends with the smoke test.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

mkdir -p build
.venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r installer/bundle.lock >build/bundle.log 2>&1 || {
    tail -n 25 build/bundle.log >&2
    exit 1
}
if ! .venv/bin/python -m PyInstaller --noconfirm --log-level WARN --workpath build/pyinstaller \
    installer/evenhand.spec >>build/bundle.log 2>&1; then
    tail -n 25 build/bundle.log >&2
    exit 1
fi
.venv/bin/python installer/smoke_test.py dist/evenhand/evenhand
echo "dist/evenhand: $(du -sh dist/evenhand | cut -f1)"
