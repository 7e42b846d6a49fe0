#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Starts Postfix out of its unpacked Debian package, with its own defaults but for what a client of loopback may do:
#   unshare -m sh postfix.sh TREE FOLDER hold|relay PORT SINK_PORT
# hold: accept and queue; relay: send everything to 127.0.0.1:SINK_PORT, and what is for sink@[127.60.x.y], the first 10,000
# of them, to that port there. Its main process's id is then in FOLDER/queue/pid.
# Needs root and a mount namespace of its own: Postfix insists on users and on libraries in their place.
set -eu
tree=$1 folder=$2 mode=$3 port=$4 sink=$5
mkdir -p "$folder/conf" "$folder/queue" "$folder/data"
chmod 755 "$folder"
{ cat /etc/passwd; echo 'postfix:x:7002:7002::/:/bin/false'; } >"$folder/passwd"
{ cat /etc/group; echo 'postfix:x:7002:'; echo 'postdrop:x:7003:'; } >"$folder/group"
{ cat /etc/ld.so.conf; echo "$tree/usr/lib/postfix"; } >"$folder/ld.conf"
/sbin/ldconfig -C "$folder/ld.cache" -f "$folder/ld.conf"
mount --bind "$folder/ld.cache" /etc/ld.so.cache
mount --bind "$folder/passwd" /etc/passwd
mount --bind "$folder/group" /etc/group
chown 7002 "$folder/data"
cat >"$folder/conf/main.cf" <<C
compatibility_level = 3.7
queue_directory = $folder/queue
command_directory = $tree/usr/sbin
daemon_directory = $tree/usr/lib/postfix/sbin
data_directory = $folder/data
shlib_directory = $tree/usr/lib/postfix
meta_directory = $folder/conf
mail_owner = postfix
setgid_group = postdrop
myhostname = postfix.bench.test
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
relayhost = [127.0.0.1]:$sink
message_size_limit = 52428800
smtpd_peername_lookup = no
smtpd_client_connection_count_limit = 0
maillog_file = $folder/log
transport_maps = texthash:$folder/conf/transport
maillog_file_prefixes = $folder
alias_maps =
alias_database =
local_recipient_maps =
C
[ "$mode" = relay ] ||
  echo 'smtpd_recipient_restrictions = check_client_access static:HOLD, permit_mynetworks, reject' >>"$folder/conf/main.cf"
awk -v port="$sink" 'BEGIN {
  for (n = 1; n <= 10000; n++) {
    address = "[127.60." int(n / 256) "." n % 256 "]"
    print "sink@" address " smtp:" address ":" port
  }
}' >"$folder/conf/transport"
# Nothing is chrooted, and smtpd has a port of ours.
awk -v port="$port" '
  /^smtp +inet/ { print "127.0.0.1:" port " inet n - n - - smtpd"; next }
  /^[a-z]/ && NF >= 8 { $5 = "n" }
  { print }' "$tree/usr/share/postfix/master.cf.dist" >"$folder/conf/master.cf"
cp "$tree"/etc/postfix/postfix-files "$tree"/etc/postfix/postfix-script "$tree"/etc/postfix/post-install "$folder/conf/"
"$tree/usr/sbin/postfix" -c "$folder/conf" start
