#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Postern and Postfix, in turns, on this machine and this disk; prints medians and ratios.
#   distribution/benchmarks/compare.sh intake|relay|deliver [OPTION…]
# intake: accept and make durable, deliver nothing. relay: deliver to a sink too, which counts what is missing and what comes twice.
# deliver: take all the messages first, deliver nothing meanwhile, then let them go; the rate and the CPU time are those of what follows.
#   --sessions N        at once (16)
#   --size SIZE         of a message (1KiB)
#   --messages N        of a measurement (20,000)
#   --rate N            messages a second (as fast as they are taken)
#   --sites N           where mail is delivered to, each an address of its own, 10,000 at most (1); deliver only
#   --latency MS        from a command to its answer there (0)
#   --reps N            measurements of each server (3)
#   --warm-up SECONDS   of load before them, for each server (30); a JVM compiles what is hot
#   --postfix HOST:PORT one that runs already, and relays to 127.0.0.1:2742; its CPU time isn't known then
#   --without-postfix   Postern alone
#   --script FILE       Postern with a script in place of Postfix; intake only
# Without --postfix it starts one out of Debian's package unpacked in POSTFIX_TREE, or where the tests leave it. POSTERN_FOLDER names
# a folder on the disk to measure, POSTERN_JAVA_OPTS options of the server's JVM.
set -euo pipefail
usage() {
  sed -n '3,/^set/{/^set/d;s/^# \{0,1\}//;p}' "$0" >&2
  exit 2
}
kind=${1:-}
case $kind in intake) mode=hold ;; relay | deliver) mode=relay ;; *) usage ;; esac
shift
sessions=16 size=1KiB messages=20000 rate=0 sites=1 latency=0 reps=3 warm_up=30 postfix=own script=
while [ $# -gt 0 ]; do
  case $1 in
    --sessions) sessions=${2:?} ;;
    --size) size=${2:?} ;;
    --messages) messages=${2:?} ;;
    --rate) rate=${2:?} ;;
    --sites) sites=${2:?} ;;
    --latency) latency=${2:?} ;;
    --reps) reps=${2:?} ;;
    --warm-up) warm_up=${2:?} ;;
    --postfix) postfix=${2:?} ;;
    --script) script=${2:?} postfix='' ;;
    --without-postfix) postfix='' && set -- "$1" "$@" ;;
    *) usage ;;
  esac
  shift 2
done

. "$(dirname "$0")/servers.sh"
sink=2742
declare -A address=([postern]=127.0.0.1:2741 [postfix]=$postfix) process=([postfix]='')
start_postern $mode 2741 $sink 2743
process[postern]=$postern_pid
servers=(postern)
if [ -n "$script" ]; then
  [ $kind = intake ] || usage
  start_postern $mode 2745 $sink 2746 "$script"
  process[scripted]=$postern_pid address[scripted]=127.0.0.1:2745
  servers+=(scripted)
fi
[ $kind != deliver ] || [ "$postfix" = own ] || [ -z "$postfix" ] || usage
if [ "$postfix" = own ]; then
  if start_postfix $mode 2744 $sink; then
    process[postfix]=$postfix_pid address[postfix]=127.0.0.1:2744
    servers+=(postfix)
  fi
elif [ -n "$postfix" ]; then
  servers+=(postfix)
fi

# field NAME…: the number at the end of a path of names in the JSON report.
field() {
  local text name
  text=$(tr -d '\n ' <"$work/report")
  for name; do
    case $text in *"\"$name\":"*) text=${text#*"\"$name\":"} ;; *) text='' ;; esac
  done
  text=${text%%[,\}]*}
  echo "${text:-0}"
}

# pausing SERVER, resuming SERVER: the command for it; while paused it takes mail and delivers none.
pausing() {
  case $1 in
    postern) echo "'$postern' queue pause --home '$work/postern'" ;;
    postfix) in_postfix 'postconf -e defer_transports=smtp; postfix reload' ;;
  esac
}
resuming() {
  case $1 in
    postern) echo "'$postern' queue resume --home '$work/postern'" ;;
    postfix) in_postfix 'postconf -e defer_transports=; postfix reload; postqueue -f' ;;
  esac
}

# measure SERVER --messages N | --seconds N: one run; its figures go to $work/SERVER.runs.
measure() {
  local server=$1 before=0 after=0 pid=${process[$1]}
  local options=(--sessions "$sessions" --size "$size" --per-connection 1000 --json "$2" "$3")
  [ "$rate" = 0 ] || options+=(--rate "$rate")
  [ -z "$pid" ] || before=$(cpu "$pid")
  local relay=("$postern" bench relay "${address[$server]}" --latency "$latency")
  case $kind in
    intake) "$postern" bench send "${address[$server]}" "${options[@]}" ;;
    relay) "${relay[@]}" --sink "127.0.0.1:$sink" "${options[@]}" ;;
    deliver)
      sh -c "$(pausing "$server")" >/dev/null
      "${relay[@]}" --sink "127.60.0.1:$sink" --sink-addresses "$sites" --to 'sink@[127.60.0.1]' --domains "$sites" \
        --release "cat /proc/[0-9]*/stat >'$work/before'; $(resuming "$server")" "${options[@]}"
      [ -z "$pid" ] || before=$(cpu "$pid" "$work/before")
      ;;
  esac 2>"$work/errors" >"$work/report" || { echo "$server:" >&2; cat "$work/errors" "$work/report" >&2; exit 1; }
  [ -z "$pid" ] || after=$(cpu "$pid")
  # What is relayed counts when it has come, also where it was taken faster.
  awk -v rate="$(field rate)" -v come="$(field sink messages)" -v seconds="$(field sink seconds)" -v cpu="$before $after" -v count="$(field taken)" \
    -v p50="$(field acceptMs p50)" -v p99="$(field acceptMs p99)" -v queue="$(field queueMs p99)" \
    -v missing="$(field relayed missing)" -v doubled="$(field relayed doubled)" 'BEGIN {
      split(cpu, c, " ")
      if (seconds > 0) rate = come / seconds
      used = c[2] > 0 ? sprintf("%.3f", 1000 * (c[2] - c[1]) / count) : "unknown"
      printf "%.0f\t%s\t%.2f\t%.2f\t%.1f\t%d\t%d\n", rate, used, p50, p99, queue, missing, doubled
    }' >>"$work/$server.runs"
  tail -1 "$work/$server.runs" | sed "s/^/$server\t/"
}

printf 'server\ta second\tCPU s per 1000\t250 p50 ms\t250 p99 ms\tqueue p99 ms\tmissing\tdoubled\n'
for server in "${servers[@]}"; do measure "$server" --seconds "$warm_up" >/dev/null; : >"$work/$server.runs"; done
for ((rep = 1; rep <= reps; rep++)); do
  for server in "${servers[@]}"; do measure "$server" --messages "$messages"; done
done

# median SERVER COLUMN; of CPU times that aren't known it is 0.
median() { cut -f"$2" "$work/$1.runs" | sort -n | awk '{ v[NR] = $1 } END { print (v[int((NR + 1) / 2)] + v[int(NR / 2) + 1]) / 2 }'; }
echo
echo "$kind, $size, $sessions sessions, medians of $reps:"
for server in "${servers[@]}"; do
  printf '%-8s %8.0f messages/s, %s CPU s per 1,000, 250 within %.1f ms (p99)\n' "$server" "$(median "$server" 1)" \
    "$([ -n "${process[$server]}" ] && median "$server" 2 || echo unknown)" "$(median "$server" 4)"
done
if [ ${#servers[@]} = 2 ]; then
  one=${servers[0]} other=${servers[1]}
  [ -z "$script" ] || one=scripted other=postern
  awk -v ours="$(median $one 1) $(median $one 2)" -v theirs="$(median $other 1) $(median $other 2)" 'BEGIN {
    split(ours, o, " "); split(theirs, t, " ")
    printf "ratio    %8.2f times the messages", o[1] / t[1]
    if (t[2] > 0) printf ", %.1f %% of the CPU time", 100 * o[2] / t[2]
    print ""
  }'
fi
