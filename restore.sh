# Sourced by run.sh and test.sh. Some package feeds carry Aspire but not its Kafka packages; this finds out once, and remembers it in
# local.props (ignored by git), which every build on this machine reads from then on. To ask again, delete local.props.

remember_feed() {
    local root=$1 log missing others
    [[ ! -f $root/local.props ]] || return 0
    # NU1101: no such package; NU1102, NU1103: not this version. Anything else that goes wrong is the build's to tell.
    if log=$(cd "$root" && dotnet restore --verbosity quiet --disable-build-servers 2>&1); then
        use_aspire_kafka "$root" true
        return
    fi
    log=$(grep -E 'error NU110[123]' <<<"$log" || true)
    missing=$(grep -oE 'Aspire\.(Hosting|Confluent)\.Kafka' <<<"$log" | sort -u | paste -sd' ' || true)
    others=$(grep -cvE 'Unable to find package Aspire\.(Hosting|Confluent)\.Kafka' <<<"$log" || true)
    if [[ -n $missing && $others -eq 0 ]]; then
        use_aspire_kafka "$root" false
        echo "This package feed lacks $missing: everything is built without it (UseAspireKafka=false, now in local.props)."
    fi
}

use_aspire_kafka() {
    echo "<Project><PropertyGroup><UseAspireKafka>$2</UseAspireKafka></PropertyGroup></Project>" >"$1/local.props"
}
