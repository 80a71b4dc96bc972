#!/bin/sh
# Runs a program with the first Python of version 3.8 or newer on this machine.
# A name may be there without working: pyenv's stand-ins fail when their version is not installed.
for python in "${KEFU_PYTHON:-python3}" python3 python python3.10 python3.13 python3.12 python3.11 python3.9 \
              python3.8 /usr/bin/python3; do
    if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 8))' >/dev/null 2>&1; then
        exec "$python" "$@"
    fi
done
echo "Kefu needs Python 3.8 or newer to set itself up, and found none. Install one (for example with" >&2
echo "'sudo apt install python3 python3-venv' or 'brew install python'), or name one: KEFU_PYTHON=/path make" >&2
exit 1
