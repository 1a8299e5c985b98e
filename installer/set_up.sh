#!/usr/bin/env bash
# First-run set-up: system libraries and a Chinese font, a virtual environment, locked dependencies, the command itself.
#
# Run through `make setup`. Doing it again costs a fraction of a second: a stamp in .venv says what it was made from.
#   PYTHON=/path/to/python3     use this interpreter
#   EVENHAND_NO_APT=1           never touch system packages, only say what is missing
# With the word `risk` it adds the extra of that name, with `cards` an environment that has the extra `ocr`, both for tests:
# where they cannot be had, it says so, and their tests are left out.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly VENV=.venv
readonly LOCK=installer/requirements.lock
readonly LOG=build/setup.log
readonly STAMP=$VENV/.evenhand-setup
readonly CARDS=build/cards

# One package a line; where a library was renamed, the newer name first ("t64": Ubuntu 24.04, Debian 13).
readonly WINDOW_PACKAGES=(
    "libglib2.0-0t64|libglib2.0-0" libgl1 libegl1 libxkbcommon0 libfontconfig1 libdbus-1-3
    libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 libxcb-xkb1 libxkbcommon-x11-0
    fonts-noto-cjk
)
# Not needed to work with Evenhand on one machine: a second reader of its PDF files, the yardstick of the photo
# benchmark, the database of a centre, of which the tests start a private cluster, a clock that can be set wrong for one program,
# another reader of seals, and what LightGBM is linked to.
readonly TOOL_PACKAGES=(poppler-utils libjpeg-turbo-progs postgresql faketime openssl libgomp1)

say() { printf '%s\n' "$*"; }

# ---------------------------------------------------------------------------------------------- one line per step

give_up() { # what failed, what to do
    {
        say ""
        say "安装未完成 / Set-up stopped: $1"
        [ -s "$LOG" ] && say "--- $LOG ---" && tail -n 20 "$LOG" && say "---"
        say "$2"
    } >&2
    exit 1
}

try_step() { # title, command…: says that it is under way, and how long it took; fails where the command does
    local title=$1 began=$SECONDS
    shift
    printf '\n### %s\n+ %s\n' "$title" "$*" >>"$LOG"
    [ ! -t 1 ] || printf '  ..  %s\r' "$title"
    "$@" >>"$LOG" 2>&1 </dev/null || return 1
    say "  ok  $title ($((SECONDS - began)) s)"
}

step() { # title, what to do when it fails, command…
    local title=$1 advice=$2
    shift 2
    try_step "$title" "$@" || give_up "$title" "$advice"
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

by_hand() { # packages…: prints the command for a person with the right to it
    say "sudo apt-get update && sudo apt-get install --no-install-recommends $*"
}

system_packages() { # installs what is missing, or leaves the names of what the window needs in $still_missing
    still_missing=
    if ! has_apt; then
        say "  --  没有 apt：请自行安装 Qt 6 所需的系统库和字体 Noto Sans CJK SC"
        say "      no apt here: Evenhand needs the libraries of Qt 6 and the font Noto Sans CJK SC"
        return
    fi
    local names name
    names=$(say $(missing_of "${WINDOW_PACKAGES[@]}" "${TOOL_PACKAGES[@]}"))
    if [ -z "$names" ]; then
        say "  ok  系统软件包齐全 / system packages: all there"
        return
    fi
    if ! as_root >/dev/null; then
        still_missing=$(say $(missing_of "${WINDOW_PACKAGES[@]}"))
        say "  --  缺少系统软件包，且无权安装（不是 root，sudo 需要口令）：$names"
        say "      missing, and not ours to install (no root, no sudo without a password). The command / 请执行:"
        say "      $(by_hand $names)"
        return
    fi
    # Names that only fresh lists know are resolved again after an update.
    for name in $names; do
        if ! available "$name"; then
            try_step "软件包列表 / package lists" $(as_root) apt-get -q update || true
            names=$(say $(missing_of "${WINDOW_PACKAGES[@]}" "${TOOL_PACKAGES[@]}"))
            break
        fi
    done
    try_step "系统软件包 / system packages: $names" apt_install $names || without_tools
}

without_tools() { # nothing could be installed: the window may do without the tools, and not without its libraries
    local needed tools
    needed=$(say $(missing_of "${WINDOW_PACKAGES[@]}"))
    tools=$(say $(missing_of "${TOOL_PACKAGES[@]}"))
    if [ -n "$needed" ]; then
        step "窗口所需的软件包 / packages of the window: $needed" \
            "没有网络？请手工安装后重做 / No network? Install them by hand, then run make again: $(by_hand $needed)" \
            apt_install $needed
    fi
    [ -n "$tools" ] || return 0
    say "  --  未能安装，程序照常可用，只有测试和基准要用 / not installed; only tests and benchmarks use them: $tools"
    say "      $(by_hand $tools)"
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
        say "PYTHON=$PYTHON 不是 Python 3.11–3.14 / is no Python 3.11, 3.12, 3.13 or 3.14." >&2
        exit 1
    fi
    found=$(python3 --version 2>/dev/null || say "no python3")
    say "公允需要 Python 3.11–3.14，本机为：$found" >&2
    say "Evenhand needs Python 3.11, 3.12, 3.13 or 3.14; this machine has: $found." >&2
    if has_apt; then
        for name in python3.13 python3.12 python3.11; do
            if available "$name-venv"; then
                say "请另装一个，再运行 make / Install one beside it, then run make again: sudo apt-get install $name $name-venv" >&2
                exit 1
            fi
        done
    fi
    say "软件源中没有合适的版本：请换较新的系统，或用 pyenv 安装后指明 PYTHON。" >&2
    say "Its packages offer none. Use a newer release (Debian 12, Ubuntu 24.04 or later), or build one with pyenv" >&2
    say "and run: make setup PYTHON=/path/to/python3.12" >&2
    exit 1
}

make_environment() {
    if [ -x $VENV/bin/python ] && suitable $VENV/bin/python && $VENV/bin/python -m pip --version >/dev/null 2>&1; then
        say "  ok  $VENV 已有 / already there, $($VENV/bin/python --version)"
        return
    fi
    local python version
    python=$(find_python) || no_python
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    if ! "$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then
        local package=python$version-venv
        if ! has_apt || ! as_root >/dev/null; then
            give_up "$python 不能建立虚拟环境 / cannot make virtual environments" "请执行 / Run: sudo apt-get install $package"
        fi
        step "系统软件包 / system package: $package" "请执行 / Run: sudo apt-get install $package" apt_install "$package"
    fi
    step "虚拟环境 / virtual environment $VENV, Python $version" \
        "磁盘是否已满？$VENV 是否属于他人？删除后重试 / Is the disk full, or is $VENV not yours? Remove it and try again." \
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
    say "安装 / Set-up（$LOG）"
    local began=$SECONDS still_missing=
    system_packages
    make_environment
    export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1
    step "锁定版本的依赖，需几分钟 / locked dependencies, some minutes" \
        "软件包索引是否可达？经代理请设 https_proxy，有镜像请设 PIP_INDEX_URL，没有网络请先在他处 pip download 并设 PIP_FIND_LINKS / Is the \
package index in reach? Behind a proxy set https_proxy, with a mirror PIP_INDEX_URL, with no line PIP_FIND_LINKS to what pip download fetched." \
        $VENV/bin/python -m pip install --require-hashes -r $LOCK
    step "evenhand 命令 / the evenhand command" "见 / see $LOG" \
        $VENV/bin/python -m pip install --no-deps --no-index --no-build-isolation -e .
    step "窗口与中文字体 / a window comes up, with a Chinese font" \
        "请安装所缺 / Install what is missing: $(by_hand ${still_missing:-fonts-noto-cjk libgl1 libegl1})" \
        $VENV/bin/python installer/probe_window.py
    fingerprint >$STAMP
    say "安装完成 / Set-up done ($((SECONDS - began)) s)"
}

add() { # title, lock, stamp, the python that gets it, what is done without it
    local mark
    mark=$(cat $STAMP "$2" | sha256sum | cut -d' ' -f1)
    [ ! -f "$3" ] || [ "$(cat "$3")" != "$mark" ] || return 0
    if try_step "$1" "$4" -m pip install --disable-pip-version-check --no-input --require-hashes -r "$2"; then
        say "$mark" >"$3"
    else
        say "  --  未能安装，略过 / not installed, left out: $5 ($LOG)"
    fi
}

add_cards() { # apart, so that what else is tested does not read every card; it sees all that $VENV has
    if [ ! -x $CARDS/bin/python ]; then
        $VENV/bin/python -m venv $CARDS >>"$LOG" 2>&1 || return 0
        local site='import site, sysconfig; print(sysconfig.get_path("purelib"))'
        printf 'import site; site.addsitedir(%s)\n' "'$($VENV/bin/python -c "$site")'" \
            >"$($CARDS/bin/python -c "$site")/evenhand.pth"
    fi
    add "识读证件的可选组件 / the extra “ocr”" installer/cards.lock $CARDS/.installed $CARDS/bin/python "make cards"
}

main
mkdir -p build
case "${1:-}" in
risk) add "拟合评分卡的可选组件 / the extra “risk”" installer/risk.lock $VENV/.evenhand-risk $VENV/bin/python "risk fit, SpiffWorkflow" ;;
cards) add_cards ;;
esac
