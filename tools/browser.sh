#!/bin/sh
# The browser tests drive Debian's chromium; where there is none and we may, install it.
command -v chromium >/dev/null 2>&1 && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "Installing chromium and a Chinese font for the browser tests …"
  apt-get update -qq && apt-get install -y -qq chromium fonts-noto-cjk >/dev/null 2>&1 && exit 0
fi
echo "NOTE: no chromium here; the browser tests will be skipped and say so."
exit 0
