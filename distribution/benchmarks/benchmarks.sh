#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs the benchmarks whose names match an expression (default: all), with JMH's options behind it:
#   distribution/benchmarks/benchmarks.sh CommitBenchmark -p journal=chronicle -f 3
#   distribution/benchmarks/benchmarks.sh -l       # which there are
#   distribution/benchmarks/benchmarks.sh -h       # JMH's options
# POSTERN_COMPILED=yes has HookBenchmark's scripts compiled, as the server does, by the packed tree's compiler.
# Each result has a line with the CPU time of the process. POSTERN_FOLDER names a folder on the disk to measure.
set -eu
cd "$(dirname "$0")/../.."
modules=framework/smtp,framework/spool,framework/journal-chronicle,framework/script,framework/testkit
if [ -n "${POSTERN_COMPILED:-}" ]; then
  mkdir -p distribution/benchmarks/target
  options=$PWD/distribution/benchmarks/target/compiled.options
  printf '%s\n' -Djmh.executor=VIRTUAL -XX:+UnlockExperimentalVMOptions -XX:+EnableJVMCI \
    "--upgrade-module-path=$PWD/distribution/target/postern/lib/compiler" >"$options"
  set -- -jvmArgsAppend "@$options" "$@"
fi
set -- -foe true -prof io.postern.benchmarks.CpuProfiler "$@"
mvn -q -Pfast install -pl "$modules" -am
mvn -q -Pfast -Dexec.skip=false compile exec:exec -pl distribution/benchmarks \
    -Djmh.arguments="$*" ${POSTERN_FOLDER:+"-Dpostern.folder=$POSTERN_FOLDER"}
