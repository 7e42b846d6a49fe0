#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Fuzzes each target for so many minutes (default: 1), or only those named behind that:
#   distribution/fuzz/fuzz.sh 10 GrammarFuzzTest#command
# An input that fails a test is kept in src/test/resources, where `mvn verify` runs it from then on.
set -eu
cd "$(dirname "$0")/../.."
minutes=${1:-1}
[ $# -eq 0 ] || shift
[ $# -gt 0 ] || set -- \
    GrammarFuzzTest#command GrammarFuzzTest#address GrammarFuzzTest#text GrammarFuzzTest#proxyHeader \
    GrammarFuzzTest#reply SaslFuzzTest#exchange
mvn -q -Pfast install -pl framework/smtp,framework/sasl -am
for target; do
    echo "$target: $minutes min"
    JAZZER_FUZZ=1 JAZZER_MAX_DURATION="${minutes}m" \
        mvn -q test -pl distribution/fuzz -Dtest="$target"
done
