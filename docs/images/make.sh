#!/usr/bin/env bash
# Makes the README's pictures again: starts RecoMart on the sample, with a lake and a log of its own, and takes them in headless Chromium.
# Needs node, npm and Chromium (CHROMIUM=path, unless it is `chromium`); with pngquant the files become smaller.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
chromium=${CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)}

for tool in node npm "${chromium:-chromium}"; do
    command -v "$tool" >/dev/null || { echo "The pictures need $tool, which is not in PATH." >&2; exit 2; }
done

work=$(mktemp -d)
run=
cleanup() {
    if [[ -n $run ]]; then
        kill -TERM "$run" 2>/dev/null || true
        wait "$run" || true
    fi
    rm -rf "$work"
}
trap cleanup EXIT

cp "$here/make.mjs" "$work/"
npm install --prefix "$work" --silent --no-fund --no-audit playwright-core@1.65.1

cp -r "$root/data" "$work/data"
rm -f "$work"/data/*_api_staging*
EventLog=embedded RECOMART_DATA_DIR=$work/data RECOMART_STORAGE_BASE=$work/storage RECOMART_EVENTS_DIR=$work/events \
    "$root/run.sh" >"$work/log" 2>&1 &
run=$!
until login=$(grep -o 'http://.*/login?t=[0-9a-f]*' "$work/log" | tail -n 1) && [[ -n $login ]]; do
    kill -0 "$run" 2>/dev/null || { cat "$work/log" >&2; exit 1; }
    sleep 0.5
done

CHROMIUM=$(command -v "$chromium") node "$work/make.mjs" "$login" "$here"

if command -v pngquant >/dev/null; then
    pngquant --force --ext .png --skip-if-larger --quality 80-100 "$here"/*.png || [[ $? -eq 98 || $? -eq 99 ]]
fi
ls -l "$here"/*.png
