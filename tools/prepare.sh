#!/bin/sh
# Make .venv from a locked, hashed requirements file: with uv where it is found, pip otherwise.
# Usage: tools/prepare.sh PYTHON REQUIREMENTS
set -eu
python=$1 requirements=$2
if [ ! -x .venv/bin/python ]; then "$python" -m venv .venv; fi
kept=.venv/$(basename "$requirements").installed
if ! cmp -s "$requirements" "$kept"; then
  if command -v uv >/dev/null 2>&1 && uv --version >/dev/null 2>&1; then
    uv pip install --quiet --python .venv/bin/python --require-hashes -r "$requirements"
  else
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$requirements"
  fi
  cp "$requirements" "$kept"
fi
pwd > "$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/mingcha.pth"
printf '#!/bin/sh\nexec "%s/.venv/bin/python" -m mingcha.web.cli "$@"\n' "$(pwd)" > .venv/bin/mingcha
chmod +x .venv/bin/mingcha
.venv/bin/python -m mingcha.web.words --compile
