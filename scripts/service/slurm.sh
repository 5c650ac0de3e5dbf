#!/bin/bash
# A Slurm of one machine in the foreground: slurm.sh FOLDER ROOT. Ends when any part of it does.
set -eu
trap 'kill 0' EXIT
folder=$1 root=$2
find() { for name in "$@"; do [ -x "$root/usr/sbin/$name" ] && echo "$root/usr/sbin/$name" && return; done; }
"$root/usr/sbin/munged" --foreground --force --num-threads=2 --key-file="$folder/munge.key" --socket="$folder/munge" \
  --log-file="$folder/munge.log" --pid-file="$folder/munge.pid" --seed-file="$folder/munge.seed" &
until [ -S "$folder/munge" ]; do sleep 0.1; done
"$(find slurmctld-wlm slurmctld)" -D -f "$folder/slurm.conf" &
"$(find slurmd-wlm slurmd)" -D -f "$folder/slurm.conf" -d "$(find slurmstepd-wlm slurmstepd)" &
wait -n
