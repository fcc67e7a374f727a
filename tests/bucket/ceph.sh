#!/usr/bin/env bash
# A Ceph cluster on the loopback of this machine: one monitor, three OSDs in memory, and a gateway that speaks S3, with the
# bucket `evidence`. Prints the port of the gateway. Ends, and stops all of it, when its input does.
#
# ceph.sh DIRECTORY. The process ids are in DIRECTORY/*.pid: `kill -9 $(cat DIRECTORY/osd.1.pid)` is what a dead machine is.
set -euo pipefail

directory=$(realpath "$1")
config=$directory/ceph.conf
pids=()

stop() {
    trap - EXIT
    if [ "${#pids[@]}" -gt 0 ]; then
        kill -9 "${pids[@]}" 2>/dev/null || true
        wait "${pids[@]}" 2>/dev/null || true
    fi
    rm -rf "$directory"
}
trap stop EXIT
trap 'exit 1' HUP INT TERM

# Runs a daemon in the foreground of a job of this shell.
daemon() {
    local name=$1
    shift
    "$@" -f --conf "$config" >"$directory/$name.out" 2>&1 </dev/null &
    pids+=($!)
    echo $! >"$directory/$name.pid"
}

# A port that nobody has now.
free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# Waits for a command to succeed, a minute at most.
wait_for() {
    local attempt
    for attempt in $(seq 120); do
        if "$@" >/dev/null 2>&1; then return 0; fi
        sleep 0.5
    done
    echo "waited in vain for: $*" >&2
    return 1
}

monitor=$(free_port)
gateway=$(free_port)
fsid=$(cat /proc/sys/kernel/random/uuid)
mkdir -p "$directory"/mon "$directory"/osd.{0,1,2} "$directory"/rgw
cat >"$config" <<CONF
[global]
fsid = $fsid
mon host = [v2:127.0.0.1:$monitor]
public addr = 127.0.0.1
cluster addr = 127.0.0.1
auth allow insecure global id reclaim = false
run dir = $directory
admin socket = $directory/\$name.asok
log file = $directory/\$name.log
log to stderr = false
crash dir = $directory
keyring = $directory/keyring
# Three copies on three daemons of one machine; two of them are enough to go on.
osd crush chooseleaf type = 0
osd pool default size = 3
osd pool default min size = 2
osd pool default pg num = 8
osd pool default pgp num = 8
osd pool default pg autoscale mode = off
mon max pg per osd = 1000
mon data = $directory/mon
mon data avail crit = 1
mon data avail warn = 1
osd data = $directory/osd.\$id
osd objectstore = memstore
memstore device bytes = 1073741824
osd heartbeat interval = 1
osd heartbeat grace = 4
mon osd min down reporters = 1
mon osd adjust heartbeat grace = false
[client.rgw]
rgw data = $directory/rgw
rgw frontends = beast endpoint=127.0.0.1:$gateway
rgw thread pool size = 32
rgw dns name = 127.0.0.1
CONF
# One file with the keys of all.
key() {
    ceph-authtool "$directory/keyring" --gen-key -n "$@" >/dev/null
}
ceph-authtool --create-keyring "$directory/keyring" >/dev/null
key mon. --cap mon 'allow *'
key client.admin --cap mon 'allow *' --cap osd 'allow *'
key client.rgw --cap mon 'allow rw' --cap osd 'allow rwx'
for id in 0 1 2; do
    key "osd.$id" --cap mon 'allow profile osd' --cap osd 'allow *'
done

monmaptool --create --fsid "$fsid" --addv m "[v2:127.0.0.1:$monitor]" "$directory/monmap" >/dev/null
ceph-mon --mkfs -i m --monmap "$directory/monmap" --keyring "$directory/keyring" --conf "$config"
daemon mon ceph-mon -i m
wait_for timeout 10 ceph --conf "$config" mon stat
for id in 0 1 2; do
    timeout 30 ceph --conf "$config" osd create >/dev/null 2>&1
    ceph-osd --mkfs -i "$id" --conf "$config" >"$directory/mkfs.$id" 2>&1
    daemon "osd.$id" ceph-osd -i "$id"
done
all_up() {
    timeout 10 ceph --conf "$config" osd stat | grep -q "3 up"
}
wait_for all_up
timeout 60 radosgw-admin --conf "$config" user create --uid writer --display-name writer \
    --access-key key --secret-key secret >/dev/null 2>&1
daemon rgw radosgw -n client.rgw
bucket() {
    python3 - "$gateway" <<'PY'
import base64, email.utils, hashlib, hmac, sys, urllib.request

date = email.utils.formatdate(usegmt=True)
text = f"PUT\n\n\n{date}\n/evidence"
signature = base64.b64encode(hmac.new(b"secret", text.encode(), hashlib.sha1).digest()).decode()
request = urllib.request.Request(f"http://127.0.0.1:{sys.argv[1]}/evidence", method="PUT")
request.add_header("Date", date)
request.add_header("Authorization", f"AWS key:{signature}")
urllib.request.urlopen(request, timeout=10)
PY
}
wait_for bucket
echo "$gateway"
# Until whoever started it is gone.
cat >/dev/null
