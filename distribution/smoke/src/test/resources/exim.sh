#!/bin/sh
# Sends a message through Exim, out of its unpacked packages, to a next hop that must do STARTTLS.
# usage: unshare -m sh exim.sh TREE FOLDER PORT SENDER RECIPIENT < message
# Needs root and a mount namespace of its own: Exim insists on a user and on libraries in their place.
set -eu
tree=$1 folder=$2 port=$3 sender=$4 recipient=$5
mkdir -p "$folder/spool" "$folder/log"
{ cat /etc/passwd; echo 'Debian-exim:x:7001:7001::/:/bin/false'; } >"$folder/passwd"
{ cat /etc/group; echo 'Debian-exim:x:7001:'; } >"$folder/group"
chown -R 7001:7001 "$folder/spool" "$folder/log"
cat >"$folder/exim.conf" <<C
primary_hostname = exim.client.test
spool_directory = $folder/spool
log_file_path = $folder/log/%slog
exim_path = $tree/usr/sbin/exim4
keep_environment =
trusted_users = root
begin routers
relay:
  driver = manualroute
  transport = smtp
  route_list = * 127.0.0.1::$port
  self = send
begin transports
smtp:
  driver = smtp
  tls_verify_hosts =
  tls_verify_cert_hostnames =
  hosts_require_tls = *
begin retry
* * F,1m,1s
C
sed -i /dsn_advertise/d "$folder/exim.conf"
{ cat /etc/ld.so.conf; echo "$tree/usr/lib/x86_64-linux-gnu"; } >"$folder/ld.conf"
/sbin/ldconfig -C "$folder/ld.cache" -f "$folder/ld.conf"
mount --bind "$folder/ld.cache" /etc/ld.so.cache
mount --bind "$folder/passwd" /etc/passwd
mount --bind "$folder/group" /etc/group
exec "$tree/usr/sbin/exim4" -C "$folder/exim.conf" -odf -f "$sender" "$recipient"
