#!/usr/bin/env bash
# First-run set-up: system libraries and a Chinese font, a virtual environment, locked dependencies, the command itself.
#
# Run through `make setup`. Doing it again costs a fraction of a second: a stamp in .venv says what it was made from.
#   PYTHON=/path/to/python3     use this interpreter
#   EVENHAND_NO_APT=1           never touch system packages, only say what is missing
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly VENV=.venv
readonly LOCK=installer/requirements.lock
readonly LOG=build/setup.log
readonly STAMP=$VENV/.evenhand-setup

# One package a line; where a library was renamed, the newer name first ("t64": Ubuntu 24.04, Debian 13).
readonly WINDOW_PACKAGES=(
    "libglib2.0-0t64|libglib2.0-0" libgl1 libegl1 libxkbcommon0 libfontconfig1 libdbus-1-3
    libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 libxcb-xkb1 libxkbcommon-x11-0
    fonts-noto-cjk
)
# Not needed to work with Evenhand on one machine: a second reader of its PDF files, the yardstick of the photo
# benchmark, the database of a centre, of which the tests start a private cluster, and a clock that can be set wrong for one program.
readonly TOOL_PACKAGES=(poppler-utils libjpeg-turbo-progs postgresql faketime)

say() { printf '%s\n' "$*"; }

# ---------------------------------------------------------------------------------------------- one line per step

give_up() { # what failed, what to do
    {
        say ""
        say "Set-up stopped 安装未完成: $1"
        [ -s "$LOG" ] && say "--- the last lines of $LOG ---" && tail -n 20 "$LOG" && say "---"
        say "$2"
    } >&2
    exit 1
}

step() { # title, what to do when it fails, command…
    local title=$1 advice=$2 began=$SECONDS
    shift 2
    printf '\n### %s\n+ %s\n' "$title" "$*" >>"$LOG"
    if "$@" >>"$LOG" 2>&1 </dev/null; then
        say "  ok  $title ($((SECONDS - began)) s)"
    else
        give_up "$title" "$advice"
    fi
}

# ---------------------------------------------------------------------------------------------- Debian packages

has_apt() { command -v apt-get >/dev/null && command -v dpkg-query >/dev/null; }

installed() { [ "$(dpkg-query -W -f '${db:Status-Abbrev}' "$1" 2>/dev/null | cut -c1-2)" = ii ]; }

available() { apt-cache policy "$1" 2>/dev/null | grep -q 'Candidate: [^(]'; }

missing_of() { # entries…: prints, for each that is not installed, the name that this release knows
    local entry name found
    for entry in "$@"; do
        found=
        for name in ${entry//|/ }; do
            if installed "$name"; then
                found=installed
                break
            fi
        done
        [ -n "$found" ] && continue
        for name in ${entry//|/ }; do
            if available "$name"; then
                found=$name
                break
            fi
        done
        say "${found:-${entry##*|}}"
    done
}

as_root() { # prints the words to put before a command that needs root; fails where there are none
    [ -z "${EVENHAND_NO_APT:-}" ] || return 1
    if [ "$(id -u)" = 0 ]; then
        say "env"
    elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
        say "sudo -n"
    else
        return 1
    fi
}

apt_install() { # packages…: one try with the lists as they are, a second after fetching them anew
    local root name stale=
    root=$(as_root)
    for name in "$@"; do available "$name" || stale=yes; done
    [ -z "$stale" ] || $root apt-get -q update
    local install=(env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300
        install --no-install-recommends "$@")
    $root "${install[@]}" || { $root apt-get -q update && $root "${install[@]}"; }
}

wanted_packages() { # entries…: installs what is missing, or leaves its names in $still_missing
    still_missing=
    if ! has_apt; then
        say "  --  no apt here: Evenhand needs the libraries of Qt 6 and the font Noto Sans CJK SC"
        return
    fi
    local missing names
    missing=$(missing_of "$@")
    if [ -z "$missing" ]; then
        say "  ok  system packages: all there"
        return
    fi
    if ! as_root >/dev/null; then
        still_missing=$(say $missing)
        say "  --  missing, and not ours to install (no root, no sudo without a password): $still_missing"
        say "      sudo apt-get update && sudo apt-get install --no-install-recommends $still_missing"
        return
    fi
    names=$(say $missing)
    # Names that only fresh lists know are resolved again after an update.
    local name
    for name in $missing; do
        if ! available "$name"; then
            step "package lists" "Is the network up? Run: sudo apt-get update" $(as_root) apt-get -q update
            names=$(say $(missing_of "$@"))
            break
        fi
    done
    step "system packages: $names" \
        "Install them by hand, then run make again: sudo apt-get install --no-install-recommends $names" \
        apt_install $names
}

# ---------------------------------------------------------------------------------------------- Python

suitable() { "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' >/dev/null 2>&1; }

find_python() { # prints the interpreter; the system's own first, because its venv package is a known one
    local name
    for name in ${PYTHON:-python3 python3.13 python3.12 python3.11 python3.14}; do
        if command -v "$name" >/dev/null && suitable "$name"; then
            command -v "$name"
            return
        fi
    done
    return 1
}

no_python() {
    local found name
    if [ -n "${PYTHON:-}" ]; then
        say "PYTHON=$PYTHON is no Python 3.11, 3.12, 3.13 or 3.14." >&2
        exit 1
    fi
    found=$(python3 --version 2>/dev/null || say "no python3")
    say "Evenhand needs Python 3.11, 3.12, 3.13 or 3.14; this machine has: $found." >&2
    if has_apt; then
        for name in python3.13 python3.12 python3.11; do
            if available "$name-venv"; then
                say "Install one beside it, then run make again: sudo apt-get install $name $name-venv" >&2
                exit 1
            fi
        done
    fi
    say "Its packages offer none. Use a newer release (Debian 12, Ubuntu 24.04 or later), or build one with pyenv" >&2
    say "and run: make setup PYTHON=/path/to/python3.12" >&2
    exit 1
}

make_environment() {
    if [ -x $VENV/bin/python ] && suitable $VENV/bin/python && $VENV/bin/python -m pip --version >/dev/null 2>&1; then
        say "  ok  $VENV: already there, $($VENV/bin/python --version)"
        return
    fi
    local python version
    python=$(find_python) || no_python
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    if ! "$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then
        local package=python$version-venv
        if ! has_apt || ! as_root >/dev/null; then
            give_up "$python cannot make virtual environments" "Run: sudo apt-get install $package"
        fi
        step "system package: $package" "Run: sudo apt-get install $package" apt_install "$package"
    fi
    step "virtual environment $VENV, Python $version" "Is the disk full, or is $VENV not yours? Remove it and try again." \
        "$python" -m venv --clear $VENV
}

# ---------------------------------------------------------------------------------------------- the whole

fingerprint() { # of all that the environment is made from
    {
        cat $LOCK pyproject.toml installer/set_up.sh installer/probe_window.py
        $VENV/bin/python -VV 2>/dev/null || say none
        pwd
    } | sha256sum | cut -d' ' -f1
}

main() {
    if [ -f $STAMP ] && [ -x $VENV/bin/evenhand ] && [ "$(cat $STAMP)" = "$(fingerprint)" ]; then
        return
    fi
    mkdir -p build
    : >"$LOG"
    say "Set-up (in full: $LOG)"
    local began=$SECONDS still_missing=
    wanted_packages "${WINDOW_PACKAGES[@]}" "${TOOL_PACKAGES[@]}"
    make_environment
    export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1
    step "locked dependencies" "Is the package index in reach? Behind a proxy set https_proxy; see $LOG." \
        $VENV/bin/python -m pip install --require-hashes -r $LOCK
    step "the evenhand command" "See $LOG." \
        $VENV/bin/python -m pip install --no-deps --no-index --no-build-isolation -e .
    step "a window comes up, with a Chinese font" \
        "Install what is missing: sudo apt-get install --no-install-recommends ${still_missing:-fonts-noto-cjk libgl1 libegl1}" \
        $VENV/bin/python installer/probe_window.py
    fingerprint >$STAMP
    say "Set-up done ($((SECONDS - began)) s)"
}

main
