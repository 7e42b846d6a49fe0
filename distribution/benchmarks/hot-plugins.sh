#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Updates a router and a transport again and again under load, takes the transport away for a while, and says how long clients
# waited: nothing may be lost, doubled or refused for good, and no connection may drop. Then updates one plugin again and again
# and sees that its classes and threads are gone. Needs the built tree.
#   distribution/benchmarks/hot-plugins.sh [MESSAGES [SESSIONS [UPDATES [REINSTALLS]]]]
set -euo pipefail
cd "$(dirname "$0")/../.."
messages=${1:-10000} sessions=${2:-100} updates=${3:-50} reinstalls=${4:-10}

mvn -B -ntp -q -Dexec.skip -pl distribution/smoke verify -Dit.test=UpdateUnderLoadIT -Dtest=none \
  -Dsurefire.failIfNoSpecifiedTests=false "-Dpostern.messages=$messages" "-Dpostern.sessions=$sessions" \
  "-Dpostern.updates=$updates" "-Dpostern.reinstalls=$reinstalls" | grep --line-buffered 'messages over'
mvn -B -ntp -q -Dexec.skip -pl framework/plugins verify -Dit.test='PluginsIT#manyUpdates*' -Dtest=none \
  -Dsurefire.failIfNoSpecifiedTests=false -Dpostern.updates=200
echo "200 updates: no class loader and no thread is left"
