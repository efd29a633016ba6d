#!/usr/bin/env bash
# Does the workflow run on a cluster? Starts a SLURM of one node on this machine, runs a small study through profiles/slurm,
# kills two of its jobs after a checkpoint, runs it once more without SLURM, compares the bits, and leaves nothing behind.
set -euo pipefail
cd "$(dirname "$0")/../.."
bin=$PWD/.venv/bin

stop() { echo "cluster-test: $*" >&2; exit 1; }
for tool in slurmctld slurmd sbatch munged; do
  [ "$(id -u)" = 0 ] && command -v "$tool" >/dev/null ||
    stop "needs root and the Debian packages slurm-wlm and munge"
done
[ ! -e /etc/slurm/slurm.conf ] && ! scontrol ping >/dev/null 2>&1 || stop "this machine has a SLURM already: nothing done"

here=$(mktemp -d)
chmod 711 "$here" # munged wants that
waiting=
clean() {
  code=$?
  trap - EXIT INT TERM
  [ "$code" = 0 ] || tail -n 40 "$here"/*.log "$here"/cluster/.snakemake/slurm_logs/*/*/*.log 2>/dev/null || true
  [ -z "$waiting" ] || kill -9 "$waiting" 2>/dev/null || true
  scancel --user=root 2>/dev/null && sleep 3 || true
  for file in "$here"/slurmd.pid "$here"/slurmctld.pid "$here"/munge/pid; do
    pid=$(cat "$file" 2>/dev/null) && kill "$pid" || continue
    for _ in $(seq 100); do
      grep -qs '^State:[[:space:]]*[^Z]' "/proc/$pid/status" || break
      sleep 0.1
    done
  done
  cd /
  for process in /proc/[0-9]*; do # Snakemake can deadlock in its handler of SIGTERM
    [[ $(readlink "$process/cwd") != "$here"/* ]] || kill -9 "${process#/proc/}" || true
  done
  rm -rf "$here" /etc/slurm/slurm.conf
  exit "$code"
}
trap clean EXIT
trap 'exit 1' INT TERM

soon() { # soon SECONDS COMMAND...: wait until it succeeds
  local end=$((SECONDS + $1))
  shift
  until "$@" >/dev/null 2>&1; do
    [ "$SECONDS" -lt "$end" ] || stop "waited in vain for: $*"
    sleep 0.2
  done
}

# SLURM without accounting. Its configuration must lie in /etc/slurm: jobs do not inherit SLURM_CONF.
mkdir -p /etc/slurm "$here"/munge "$here"/state "$here"/spool
(umask 077 && head -c 128 /dev/urandom >"$here/munge/key")
munged --key-file="$here/munge/key" --socket="$here/munge/socket" --pid-file="$here/munge/pid" \
  --log-file="$here/munge/munged.log" --seed-file="$here/munge/seed"
cat >/etc/slurm/slurm.conf <<CONF
ClusterName=one
SlurmctldHost=$(hostname -s)(127.0.0.1)
SlurmUser=root
AuthInfo=socket=$here/munge/socket
MpiDefault=none
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU_Memory
ReturnToService=2
MinJobAge=600
KillWait=5
StateSaveLocation=$here/state
SlurmdSpoolDir=$here/spool
SlurmctldLogFile=$here/slurmctld.log
SlurmdLogFile=$here/slurmd.log
SlurmctldPidFile=$here/slurmctld.pid
SlurmdPidFile=$here/slurmd.pid
NodeName=$(hostname -s) NodeAddr=127.0.0.1 CPUs=$(nproc) RealMemory=$(awk '/^MemTotal/ { print int($2 / 1200) }' /proc/meminfo)
PartitionName=main Nodes=ALL Default=YES MaxTime=1-0 State=UP
CONF
slurmctld
slurmd
soon 30 sh -c '[ "$(sinfo -h -o %t)" = idle ]'

# Two copies of the project with one small study: two points of short batches, one of long ones, two batches each.
cp -r src "$here"
export PYTHONPATH=$here/src XDG_CACHE_HOME=$here/cache GLASSYCHAINS_CACHE=${GLASSYCHAINS_CACHE:-$here/kernels}
export GLASSYCHAINS_CHECKPOINT_SECONDS=2
for copy in cluster local; do
  mkdir "$here/$copy"
  cp -r Snakefile workflow config profiles book benchmarks "$here/$copy"
  rm -f "$here/$copy"/config/my/*.yaml
  cat >"$here/$copy/config/my/small.yaml" <<'STUDY'
about: A small study for the test of the cluster
stage: produce
model: rotor
analysis: relaxation
parameters:
  {length: 8, boundary: periodic, beta: 1.0, thermal_time: 5.0, thermal_dt: 0.05, friction: 1.0, dt: 0.1, sample: 10,
   record: relaxation, duration: 200.0, batch: 16, replicas: 32}
sweep: [{g: [1.0, 0.5]}, {g: 0.7, length: 64, duration: 1.5e+6}]
STUDY
done

cd "$here/cluster"
"$bin/snakemake" --profile profiles/slurm --slurm-status-command squeue --slurm-init-seconds-before-status-checks 3 \
  -- small >"$here/snakemake.log" 2>&1 &
waiting=$!

saved() { compgen -G "results/batches/produce/small/*length=64*/$1.nc.ckpt"; }
job() { squeue -h -t R -o '%i %k' | awk -v end="length=64.*_$1\$" '$2 ~ end { print $1 }'; }
soon 180 saved 0000
scancel "$(job 0000)"
soon 180 saved 0001
killed=$(scontrol listpids "$(job 0001)" | awk 'NR > 1 { print $1 }' |
  while read -r pid; do ! grep -qs 'scripts/.*batch[.]py' "/proc/$pid/cmdline" || echo "$pid"; done)
kill -9 $killed
wait "$waiting" || stop "the run through SLURM failed"
waiting=
for end in CANCELLED FAILED; do
  grep -q "SLURM status is: '$end'" "$here/snakemake.log" || stop "no job was $end"
done
for batch in 0000 0001; do
  grep -q "goes on after" results/logs/produce/small/*length=64*/$batch.log || stop "batch $batch began anew"
done
grep -q "Group job short" "$here/snakemake.log" || stop "short batches were not grouped"

cd "$here/local"
"$bin/snakemake" --cores all small >"$here/local.log" 2>&1 || stop "the run without SLURM failed"

cd "$here"
for copy in cluster local; do
  (cd "$copy" && [ -z "$(find results -name '*.ckpt*')" ] && "$bin/python" - >"../$copy.contents") <<'PYTHON'
from pathlib import Path

import h5netcdf

for path in sorted(Path("results/batches").rglob("*.nc")):
    with h5netcdf.File(path) as file:
        print(file.attrs["content"], path)
PYTHON
done
[ "$(wc -l <cluster.contents)" = 12 ] && cmp cluster.contents local.contents || stop "the batches differ"
cmp cluster/results/quick/fits/small.csv local/results/quick/fits/small.csv || stop "the tables differ"
echo "cluster-test: 12 batches and their table are the same with and without SLURM, two killed jobs included ($SECONDS s)"
