#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs Dovecot's LMTP server, out of its unpacked packages, in the foreground.
# usage: unshare -m sh dovecot.sh TREE FOLDER PORT
# Needs root and a mount namespace of its own: Dovecot looks for its parts where they are installed.
set -eu
tree=$1 folder=$2 port=$3
mkdir -p "$folder/run" "$folder/state" "$folder/mail"
chown nobody "$folder/mail"
mount -t overlay overlay -o "lowerdir=$tree/usr:/usr" /usr
id=$(id -u nobody):$(id -g nobody)
for user in alice bob locked; do
  echo "$user@example.test:{PLAIN}secret:$id::$folder/mail/$user"
done >"$folder/users"
mkdir "$folder/mail/locked" && chmod 0 "$folder/mail/locked"
cat >"$folder/dovecot.conf" <<C
protocols = lmtp
base_dir = $folder/run
state_dir = $folder/state
log_path = $folder/log
import_environment = TZ
default_internal_user = nobody
default_internal_group = nogroup
default_login_user = nobody
mail_location = maildir:$folder/mail/%n
ssl = no
stats_writer_socket_path =
passdb {
  driver = passwd-file
  args = $folder/users
}
userdb {
  driver = passwd-file
  args = $folder/users
}
service lmtp {
  unix_listener lmtp {
  }
  inet_listener lmtp {
    address = 127.0.0.1
    port = $port
  }
}
C
exec dovecot -F -c "$folder/dovecot.conf"
