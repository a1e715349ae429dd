#!/usr/bin/env bash
# Without arguments: everything, with the dashboard. With arguments: the batch ingestor's command line (./run.sh --help).
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

die() {
    echo "$1" >&2
    exit 2
}

# Makes $1 with the command $2… (build or publish), giving the program $1 in $project/bin/$output, unless what is there is newer than every file
# and directory that could have changed it (a no-op build takes seconds). The variable ways has options of which each is tried when
# the one before it fails, the one for the fastest program first.
make() {
    local project=$root/$1 stamp=$root/$1/obj/run.stamp log way folder
    if [[ -x $project/bin/$output/$1 && -f $stamp ]] && [[ -z $(newer_than "$stamp") ]]; then
        return
    fi

    # global.json names the SDK; in its directory `dotnet --version` fails when none fits.
    (cd "$root" && dotnet --version) >/dev/null 2>&1 || die \
        "RecoMart needs the .NET 10 SDK (10.0.100 or newer), and found: $(dotnet --list-sdks | cut -d' ' -f1 | paste -sd' ' | grep . || echo none). Get it from https://dot.net/download."

    source "$root/restore.sh"
    remember_feed "$root"
    for folder in "$root"/RecoMart.*/; do
        mkdir -p "$folder"{bin,obj} # made later they would be changes of their folders
    done
    touch "$stamp.started" # before the build: what changes while it runs is built next time
    echo "Building $1 …" >&2
    for way in "${ways[@]}"; do
        [[ $2 != publish ]] || rm -rf "$project/bin/$output" # of another way other files would stay
        # No build servers: they would outlive this script.
        if log=$(cd "$root" && dotnet "$2" "$1" "${@:3}" $way --verbosity quiet --nologo --disable-build-servers 2>&1); then
            mv "$stamp.started" "$stamp"
            return
        fi
        # An error of the code no other way will help.
        [[ $log != *": error CS"* && $way != "${ways[${#ways[@]} - 1]}" ]] || break
        echo "A slower program is made instead, because of this: $(grep -om 1 ': error .*' <<<"$log" | cut -c 3-)" >&2
    done
    echo "$log" >&2
    die "The build of $1 failed."
}

newer_than() {
    find "$root" -maxdepth 1 -type f ! -name '*.md' -newer "$1" -print -quit
    # Directories too: their time tells of files that were deleted or renamed.
    find "$root"/RecoMart.* \( -name bin -o -name obj -o -name TestResults \) -prune -o -newer "$1" -print -quit
}

command -v dotnet >/dev/null || die "RecoMart needs the .NET 10 SDK, and there is no 'dotnet' in PATH. Get it from https://dot.net/download."

if [[ $# -gt 0 ]]; then
    output=CommandLine
    # Machine code needs clang or gcc to link it, and compiling ahead of any kind a compiler that some package feeds lack. Without them
    # everything works, and starts more slowly.
    ways=("" -p:PublishAot=false "-p:PublishAot=false -p:PublishReadyToRun=false")
    make RecoMart.BatchIngestor publish -p:PublishProfile=CommandLine
    program=$root/RecoMart.BatchIngestor/bin/$output/RecoMart.BatchIngestor
    [[ ! -f $program.dll ]] || exec dotnet "$program.dll" "$@"
    exec "$program" "$@"
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

output=Release/net10.0
ways=("")
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
