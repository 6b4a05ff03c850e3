#!/bin/sh
# Makes .venv with the exact packages of requirements.lock, on a machine that may have python3, make and apt alone.
# Runs in a blink when nothing has changed: .venv/.installed holds the hash of the lock and the interpreter's version.
set -eu

cd "$(dirname "$0")/.."
export HUB311_VAR="${HUB311_VAR:-var}"
venv=.venv
stamp=$venv/.installed

say() { printf 'setup: %s\n' "$*" >&2; }

fail() {
    say "$*"
    exit 1
}

is_recent() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

# The distribution's Python first: it is built with profile-guided optimisation, which home-made builds often lack.
find_python() {
    for candidate in ${HUB311_PYTHON:-} /usr/bin/python3 python3 python3.14 python3.13 python3.12 python3.11; do
        if command -v "$candidate" >/dev/null 2>&1 && is_recent "$candidate"; then
            command -v "$candidate"
            return 0
        fi
    done
    return 1
}

wanted_stamp() { printf '%s %s\n' "$(sha256sum <requirements.lock)" "$("$venv/bin/python" -V)"; }

is_complete() { [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$(wanted_stamp 2>/dev/null)" ]; }

works() { [ -x "$venv/bin/python" ] && is_recent "$venv/bin/python"; }

find_pip_wheel() { find "$1" -name 'pip-*.whl' 2>/dev/null | sort | tail -n 1; }

# Debian keeps ensurepip and pip out of python3; python3-pip-whl carries pip as a wheel that runs as it is.
fetch_pip_wheel() {
    wheel=$(find_pip_wheel /usr/share/python-wheels)
    if [ -z "$wheel" ] && [ "$(id -u)" = 0 ]; then
        sh deploy/apt.sh install python3-pip-whl >&2 || true
        wheel=$(find_pip_wheel /usr/share/python-wheels)
    fi
    unpacked=$HUB311_VAR/software/pip
    [ -n "$wheel" ] || wheel=$(find_pip_wheel "$unpacked")
    if [ -z "$wheel" ]; then
        sh deploy/apt.sh unpack "$unpacked" python3-pip-whl >&2 || true
        wheel=$(find_pip_wheel "$unpacked")
    fi
    [ -n "$wheel" ] || fail "pip is missing and apt could not fetch python3-pip-whl; install python3-venv and try again"
    printf '%s\n' "$wheel"
}

make_venv() {
    python=$(find_python) || fail "python3 >= 3.11 is needed and none was found (HUB311_PYTHON may name one)"
    say "making $venv with $("$python" -V)"
    rm -rf "$venv"
    if "$python" -c 'import ensurepip' 2>/dev/null && "$python" -m venv "$venv" >/dev/null 2>&1; then return 0; fi
    rm -rf "$venv"
    wheel=$(fetch_pip_wheel)
    "$python" -m venv --without-pip "$venv"
    "$venv/bin/python" "$wheel/pip" install --quiet "$(cache_option)" --disable-pip-version-check --no-index "$wheel"
}

has_pip() { "$venv/bin/python" -c 'import pip' 2>/dev/null; }

# pip warns at length about a home that it cannot write its cache to.
cache_option() { if [ -w "${HOME:-/nonexistent}" ]; then echo --quiet; else echo --no-cache-dir; fi; }

install_packages() {
    say "installing the packages of requirements.lock"
    "$venv/bin/python" -m pip install --quiet "$(cache_option)" --disable-pip-version-check --requirement requirements.lock
    wanted_stamp >"$stamp"
}

if works && is_complete; then exit 0; fi
mkdir -p "$HUB311_VAR"
exec 9>"$HUB311_VAR/setup.lock"
if command -v flock >/dev/null 2>&1; then flock 9; fi
if works && is_complete; then exit 0; fi
if ! works || ! has_pip; then make_venv; fi
install_packages
