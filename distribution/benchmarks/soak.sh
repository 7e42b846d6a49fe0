#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Whether a message costs after hours what it costs at the start: relays 1 KiB messages to a sink for so many minutes and looks at
# the server at the end of each.
#   distribution/benchmarks/soak.sh MINUTES [RATE]
# RATE: messages a second; without it, as fast as 16 sessions are answered. Prints a line a minute, then for each column the change
# over the run by a straight line through all but the first fifth, when the JVM still warms up. Ends with 0 where nothing rises: a
# change within 5 % of the mean, or within the noise (two standard errors), counts as none.
#
# POSTERN_FOLDER names a folder on the disk to use, POSTERN_JAVA_OPTS options of the server's JVM. The numbers of a run stay in
# target/soak.tsv.
set -euo pipefail
minutes=${1:?usage: soak.sh MINUTES [RATE]} rate=${2:-0}
. "$(dirname "$0")/servers.sh"
port=2731 sink=2732 admin=2733

start_postern relay $port $sink $admin
jcmd=$(dirname "$(readlink -f "/proc/$postern_pid/exe")")/jcmd

# uptime: seconds of a clock that nobody sets.
uptime() { cut -d' ' -f1 /proc/uptime; }

# finished: messages that have come to their end.
finished() {
  exec 4<>/dev/tcp/127.0.0.1/$admin
  printf 'GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' >&4
  awk '$1 == "postern_messages_finished_total" { print int($2) }' <&4
  exec 4>&-
}

# heap: KiB that are live, after a collection of ours.
heap() {
  "$jcmd" "$postern_pid" GC.run >/dev/null
  "$jcmd" "$postern_pid" GC.heap_info | sed -n 's/.* total .*used \([0-9]*\)K.*/\1/p' | awk '{ sum += $1 } END { print sum }'
}

sample() {
  local now messages used live
  live=$(heap)
  now=$(uptime) messages=$(finished) used=$(cpu "$postern_pid")
  awk -v minute="$1" -v now="$now" -v before="$before" -v messages="$messages" -v earlier="$earlier" -v used="$used" -v spent="$spent" \
    -v heap="$live" -v rss="$(awk '/^VmRSS/ { print $2 }' "/proc/$postern_pid/status")" \
    -v files="$(find "/proc/$postern_pid/fd" -mindepth 1 2>/dev/null | wc -l)" \
    -v threads="$(awk '/^Threads/ { print $2 }' "/proc/$postern_pid/status")" 'BEGIN {
      count = messages - earlier
      printf "%d\t%d\t%.0f\t%.3f\t%.1f\t%.1f\t%d\t%d\n", minute, messages, count / (now - before),
        count ? 1000 * (used - spent) / count : 0, heap / 1024, rss / 1024, files, threads
    }' | tee -a "$samples"
  before=$now earlier=$messages spent=$used
}

samples=$module/target/soak.tsv
printf 'minute\tmessages\ta second\tCPU s per 1000\theap MiB\tRSS MiB\tdescriptors\tthreads\n' | tee "$samples"
options=(--sessions 16 --size 1KiB --per-connection 1000 --seconds $((60 * minutes)))
[ "$rate" = 0 ] || options+=(--rate "$rate")
"$postern" bench relay "127.0.0.1:$port" --sink "127.0.0.1:$sink" "${options[@]}" >"$work/load.out" 2>"$work/load.err" </dev/null &
load=$!
started+=("$load")
before=$(uptime) earlier=0 spent=$(cpu "$postern_pid")
begin=$before
for ((minute = 1; minute <= minutes; minute++)); do
  sleep "$(awk -v until="$begin" -v now="$(uptime)" -v minute=$minute 'BEGIN { left = until + 60 * minute - now; print (left > 0 ? left : 0) }')"
  sample $minute
done
load_result=0
wait $load || load_result=$?
cat "$work/load.out"
[ $load_result = 0 ] || { tail -1 "$work/load.err" >&2; exit 1; }

awk -F'\t' '
  NR == 1 { for (i = 3; i <= NF; i++) name[i] = $i; columns = NF; next }
  { for (i = 3; i <= NF; i++) value[NR - 1, i] = $i; rows = NR - 1 }
  END {
    first = int(rows / 5) + 1; n = rows - first + 1
    if (n < 3) { print "too short to tell"; exit }
    for (i = 3; i <= columns; i++) {
      sx = sy = sxx = sxy = error = 0
      for (r = first; r <= rows; r++) { sx += r; sy += value[r, i]; sxx += r * r; sxy += r * value[r, i] }
      slope = (n * sxy - sx * sy) / (n * sxx - sx * sx)
      mean = sy / n
      for (r = first; r <= rows; r++) error += (value[r, i] - mean - slope * (r - sx / n)) ^ 2
      noise = 2 * sqrt(error / (n - 2) / (sxx - sx * sx / n))
      change = slope * (n - 1)
      worse = name[i] == "a second" ? -slope : slope
      flat = worse <= noise || worse * (n - 1) <= 0.05 * mean
      printf "%-15s mean %10.3f, change over the run %+9.3f (%+.1f %%): %s\n", name[i], mean, change, 100 * change / mean,
        flat ? "flat" : "NOT FLAT"
      bad += !flat
    }
    exit bad > 0
  }' "$samples"
