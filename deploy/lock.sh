#!/bin/sh
# Writes requirements.lock from what is installed in .venv: every package, transitive ones too, at its exact version.
set -eu

cd "$(dirname "$0")/.."
{
    printf '# Every package of .venv at its exact version, made by "make lock" from pyproject.toml'"'"'s pins. Do not edit.\n'
    .venv/bin/python -m pip freeze --exclude-editable --disable-pip-version-check
} >requirements.lock.new
mv requirements.lock.new requirements.lock
