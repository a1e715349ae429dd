#!/usr/bin/env bash
# Everything a change has to pass: restore, build, format, tests. Arguments go to `dotnet test`, for example --filter Lake.
# The last line is always "N passed, N failed, N skipped"; a failed check that is not a test counts as one failure.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT

source ./restore.sh
remember_feed "$PWD"

# No build servers: they would outlive this script.
if ! { dotnet restore --verbosity quiet --disable-build-servers &&
    dotnet build --configuration Release --no-restore --verbosity quiet --nologo --disable-build-servers; }; then
    echo "0 passed, 1 failed, 0 skipped"
    exit 1
fi

broken=0
echo "Checking the format …"
dotnet format --no-restore --verify-no-changes || broken=$((broken + 1))

run=0
# A test that does not end is named and ended, and the run with it.
dotnet test --configuration Release --no-build --nologo --logger trx --results-directory "$results" \
    --blame-hang-timeout 20m --blame-hang-dump-type none "$@" || run=$?

# How many test results of all runs have the outcome $1.
count() {
    { grep -rhoE --include='*.trx' '<UnitTestResult [^>]*>' "$results" || true; } | grep -c "outcome=\"$1\"" || true
}
passed=$(count Passed)
skipped=$(count NotExecuted)
failed=$({ grep -rhoE --include='*.trx' '<UnitTestResult [^>]*>' "$results" || true; } | grep -vcE 'outcome="(Passed|NotExecuted)"' || true)

# A run that ended badly without a failed test: the test host crashed, or an argument was wrong.
if [[ $run -ne 0 && $failed -eq 0 ]]; then
    broken=$((broken + 1))
fi
failed=$((failed + broken))

if [[ $skipped -gt 0 ]]; then
    echo
    echo "Skipped:"
    find "$results" -name '*.trx' -exec awk '
        /<UnitTestResult / {
            skipped = /outcome="NotExecuted"/
            name = $0; sub(/.* testName="/, "", name); sub(/".*/, "", name)
        }
        skipped && /<Message>/ {
            reason = $0; sub(/.*<Message>/, "", reason); sub(/<\/Message>.*/, "", reason)
            print "  " name ": " reason
            skipped = 0
        }' {} + | sed 's/&lt;/</g; s/&gt;/>/g; s/&quot;/"/g; s/&amp;/\&/g'
fi

echo "$passed passed, $failed failed, $skipped skipped"
[[ $failed -eq 0 ]]
