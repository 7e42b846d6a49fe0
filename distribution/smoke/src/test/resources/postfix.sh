#!/bin/sh
# Sends a message through Postfix, out of its unpacked package, to a next hop that must do STARTTLS.
# usage: unshare -m sh postfix.sh TREE FOLDER PORT SENDER RECIPIENT < message
# Needs root and a mount namespace of its own: Postfix insists on users and on libraries in their place.
set -eu
tree=$1 folder=$2 port=$3 sender=$4 recipient=$5
mkdir -p "$folder/conf" "$folder/queue" "$folder/data"
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
myhostname = postfix.client.test
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
relayhost = [127.0.0.1]:$port
smtp_tls_security_level = encrypt
maillog_file = $folder/log
maillog_file_prefixes = $folder
alias_maps =
C
grep -v '^smtp  *inet' "$tree/usr/share/postfix/master.cf.dist" >"$folder/conf/master.cf"
cp "$tree"/etc/postfix/postfix-files "$tree"/etc/postfix/postfix-script "$tree"/etc/postfix/post-install "$folder/conf/"
"$tree/usr/sbin/postfix" -c "$folder/conf" start
"$tree/usr/sbin/sendmail" -C "$folder/conf" -N success,failure -V order-17 -f "$sender" "$recipient"
for _ in $(seq 100); do
  [ -z "$("$tree/usr/sbin/postqueue" -c "$folder/conf" -j)" ] && break
  sleep 0.2
done
"$tree/usr/sbin/postqueue" -c "$folder/conf" -j # what is still there: an empty output is success
"$tree/usr/sbin/postfix" -c "$folder/conf" stop
