# SPDX-License-Identifier: Apache-2.0
# Sourced by compare.sh and soak.sh, which stand beside it: starts servers on loopback in a folder that is gone at the end, and
# reads what their processes use. Nothing here touches a process that it didn't start.
module=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
postern=${POSTERN_TREE:-$module/../target/postern}/bin/postern
postfix_tree=${POSTFIX_TREE:-$module/../smoke/target/peers/postfix}
[ -x "$postern" ] || { echo "no $postern: mvn package -DskipTests makes it" >&2; exit 75; }
mkdir -p "${POSTERN_FOLDER:-$module/target}"
work=$(mktemp -d "${POSTERN_FOLDER:-$module/target}/servers-XXXXXX")
chmod 755 "$work" # Postfix looks into it as a user of its own
started=()

finish() {
  for pid in "${started[@]}"; do
    kill "$pid" 2>/dev/null || continue
    for _ in $(seq 300); do
      kill -0 "$pid" 2>/dev/null || break
      sleep 0.1
    done
  done
  rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT TERM

# await_port PORT: until somebody listens there.
await_port() {
  for _ in $(seq 600); do
    (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null && return 0
    sleep 0.1
  done
  echo "nobody listens on port $1 after a minute" >&2
  return 1
}

# start_postern hold|relay PORT SINK_PORT ADMIN_PORT [SCRIPT]: sets postern_pid. Mail for address literals goes to the sink's port there.
start_postern() {
  local home=$work/postern${5:+-scripted}
  mkdir -p "$home/conf"
  sed -e "s/127.0.0.1:2525/127.0.0.1:$2/; s/127.0.0.1:2599/127.0.0.1:$3/; s/127.0.0.1:8025/127.0.0.1:$4/; s/type: mx/&\n    port: $3/" \
    "$module/../smoke/src/test/resources/$1.yaml" >"$home/conf/postern.yaml"
  [ -z "${5:-}" ] || echo "scripts: [\"$(realpath "$5")\"]" >>"$home/conf/postern.yaml"
  "$postern" run --home "$home" >"$home.out" 2>&1 </dev/null &
  postern_pid=$!
  started+=("$postern_pid")
  await_port "$2" || { cat "$home.out" >&2; exit 75; }
}

# start_postfix hold|relay PORT SINK_PORT: sets postfix_pid; false where there is no Postfix to start.
start_postfix() {
  if [ "$(id -u)" != 0 ] || [ ! -x "$postfix_tree/usr/sbin/postfix" ]; then
    echo 'no Postfix: it needs root, and Debian'"'"'s package unpacked (apt-get download postfix; dpkg -x postfix_*.deb TREE) in' >&2
    echo "$postfix_tree or where POSTFIX_TREE says" >&2
    return 1
  fi
  unshare -m sh "$module/postfix.sh" "$(realpath "$postfix_tree")" "$work/postfix" "$@" >"$work/postfix.out" 2>&1 ||
    { cat "$work/postfix.out" "$work/postfix/log" >&2; exit 75; }
  postfix_pid=$(tr -d ' ' <"$work/postfix/queue/pid/master.pid")
  started+=("$postfix_pid")
  await_port "$2"
}

# in_postfix COMMANDS: the command that runs them where Postfix runs, as its administrator.
in_postfix() {
  echo "nsenter -t $postfix_pid -m env MAIL_CONFIG='$work/postfix/conf' PATH='$(realpath "$postfix_tree")/usr/sbin:$PATH' sh -c '$1'"
}

# cpu PID [FILE]: seconds of CPU time of the process and of all below it, those that have ended too; now, or when /proc/*/stat was
# written to the file. Processes end while we look.
cpu() {
  { cat ${2:-/proc/[0-9]*/stat} 2>/dev/null || true; } | awk -v root="$1" -v ticks="$(getconf CLK_TCK)" '
    { pid = $1; sub(/^.*\) /, ""); parent[pid] = $2; used[pid] = $12 + $13 + $14 + $15 }
    END {
      for (pid in parent) {
        p = pid
        while (p in parent && p != root) p = parent[p]
        if (p == root) sum += used[pid]
      }
      printf "%.2f\n", sum / ticks
    }'
}
