#!/usr/bin/env bash
# Without arguments: everything, with the dashboard. With arguments: the batch ingestor's command line (./run.sh --help).
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

die() {
    echo "$1" >&2
    exit 2
}

# Makes $1 with the command $2… (build or publish), giving $1.dll in $project/bin/$output, unless what is there is newer than every file
# and directory that could have changed it (a no-op build takes seconds). Says nothing unless it fails.
make() {
    local project=$root/$1 stamp=$root/$1/obj/run.stamp log
    if [[ -f $project/bin/$output/$1.dll && -f $stamp ]] && [[ -z $(newer_than "$stamp") ]]; then
        return
    fi

    # global.json names the SDK; in its directory `dotnet --version` fails when none fits.
    (cd "$root" && dotnet --version) >/dev/null 2>&1 || die \
        "RecoMart needs the .NET 10 SDK (10.0.100 or newer), and found: $(dotnet --list-sdks | cut -d' ' -f1 | paste -sd' ' | grep . || echo none). Get it from https://dot.net/download."

    source "$root/restore.sh"
    remember_feed "$root"
    mkdir -p "$project/obj"
    touch "$stamp.started" # before the build: what changes while it runs is built next time
    # No build servers: they would outlive this script.
    if ! log=$(cd "$root" && dotnet "$2" "$1" "${@:3}" --verbosity quiet --nologo --disable-build-servers 2>&1); then
        # Some package feeds lack the compiler that compiles ahead; without it everything works, and starts more slowly.
        if [[ $2 != publish ]] || ! log=$(cd "$root" && dotnet publish "$1" "${@:3}" -p:PublishReadyToRun=false --verbosity quiet --nologo --disable-build-servers 2>&1); then
            echo "$log" >&2
            die "The build of $1 failed."
        fi
    fi
    mv "$stamp.started" "$stamp"
}

newer_than() {
    find "$root" -maxdepth 1 -type f -newer "$1" -print -quit
    # Directories too: their time tells of files that were deleted or renamed.
    find "$root"/RecoMart.* \( -name bin -o -name obj -o -name TestResults \) -prune -o -newer "$1" -print -quit
}

command -v dotnet >/dev/null || die "RecoMart needs the .NET 10 SDK, and there is no 'dotnet' in PATH. Get it from https://dot.net/download."

if [[ $# -gt 0 ]]; then
    output=CommandLine
    make RecoMart.BatchIngestor publish -p:PublishProfile=CommandLine
    exec dotnet "$root/RecoMart.BatchIngestor/bin/$output/RecoMart.BatchIngestor.dll" "$@"
fi

listens() {
    (exec 3<>"/dev/tcp/localhost/$1") 2>/dev/null
}

# The port of the launch profile http. Taken, it would end the AppHost with a page of stack trace.
if listens 15188; then
    die "Something already listens on http://localhost:15188, the dashboard's address: is RecoMart already running?"
fi
if listens 8000; then
    die "Something already listens on http://localhost:8000, the API's address: end it first."
fi

echo "Building RecoMart …"
output=Release/net10.0
make RecoMart.AppHost build --configuration Release

dotnet run --project "$root/RecoMart.AppHost" --configuration Release --no-build --launch-profile http &
apphost=$!
# `dotnet run` hands a SIGTERM on to the AppHost, but not a SIGINT, which it expects a terminal to send to both.
trap 'kill -TERM "$apphost" 2>/dev/null || true' INT TERM
code=0
while kill -0 "$apphost" 2>/dev/null; do # a trapped signal ends `wait` before the AppHost has ended
    wait "$apphost" && code=0 || code=$?
done
# The services end a moment after the AppHost: whoever has stopped it is not to find them running, nor their ports taken.
for ((i = 0; i < 100; i++)); do
    listens 8000 || listens 8001 || pgrep -f "^$root/RecoMart\.(Api|Consumer|BatchIngestor)/bin/" >/dev/null 2>&1 || break
    sleep 0.1
done
exit "$code"
