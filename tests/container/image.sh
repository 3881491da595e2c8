#!/usr/bin/env bash
# Builds the image with buildah and tries it with podman, as tightly as compose.yaml runs it.
#
#   tests/container/image.sh [--install] [--base pull|FILE.tar] [--context FOLDER]
#
# --install   first installs what is missing of: buildah podman runc mmdebstrap nsenter python3 (apt-get)
# --base      pull: the real Python image, from its registry. FILE.tar: a root file system to stand in for it.
#             Without --base the stand-in is made from this machine's Debian mirror, so that no image registry is
#             needed: the same Debian release and Python version, not the same build of Python.
# --context   the folder to build; this one without
#
# Needs root and Debian. Everything it makes, images and containers too, is in one folder that is gone afterwards.

# shellcheck disable=SC2016 # what stands in single quotes is expanded by apt-get and by the shell in the container
set -euo pipefail
cd "$(dirname "$0")/../.."

TOOLS=(buildah podman runc mmdebstrap nsenter python3)
PYTHON_VERSION=3.13
RELEASE=trixie
BASE=docker.io/library/python:$PYTHON_VERSION-slim-$RELEASE
IMAGE=localhost/ebb:tried
PATIENCE=60 # seconds to start or to refuse: two, but for a machine that is busy with something else
base='' context=$PWD install=no passed=0 failed=0
visitor=$PWD/tests/container/visit.py

die() { printf 'image.sh: %s\n' "$*" >&2; exit 2; }
say() { printf '\n%s\n' "$*"; }
seconds_since() { awk -v from="$1" -v to="$EPOCHREALTIME" 'BEGIN { printf "%.1f", to - from }'; }

while [ $# -gt 0 ]; do
  case $1 in
    --install) install=yes ;;
    --base) base=${2:?} && shift ;;
    --context) context=$(realpath "${2:?}") && shift ;;
    *) sed -n '2,/^$/s/^# \{0,1\}//p' "$0" && exit 2 ;;
  esac
  shift
done

[ "$(id -u):$(test -e /etc/debian_version && echo Debian)" = 0:Debian ] ||
  die "needs root on Debian; on another machine use: docker compose build"
missing=()
for tool in "${TOOLS[@]}"; do command -v "$tool" >/dev/null || missing+=("${tool/nsenter/util-linux}"); done
if [ ${#missing[@]} -gt 0 ]; then
  [ $install = yes ] || die "not installed: ${missing[*]}; run it with --install, or: apt-get install ${missing[*]}"
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi

# ---- a workshop of its own, cleared away at the end ----

shop=$(mktemp -d /var/tmp/ebb-image.XXXXXX)
cat > "$shop/storage.conf" <<CONF
[storage]
driver = "overlay"
graphroot = "$shop/storage"
runroot = "$shop/run"
CONF
# runc, not crun: crun refuses a machine that mounts both generations of cgroups. The limits are
# given because the default ones ask for more than a machine without CAP_SYS_RESOURCE may grant.
cat > "$shop/containers.conf" <<CONF
[containers]
default_ulimits = ["nofile=4096:4096", "nproc=4096:4096"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
tmp_dir = "$shop/tmp"
CONF
export CONTAINERS_STORAGE_CONF=$shop/storage.conf CONTAINERS_CONF=$shop/containers.conf
export TMPDIR=$shop # where buildah keeps the downloads it caches
export DISABLE_HC_SYSTEMD=true # the health command is run below, by hand

clear_away() {
  podman rm --all --force --time 0 >/dev/null 2>&1 || true
  buildah rm --all >/dev/null 2>&1 || true
  awk -v shop="$shop/" 'index($5, shop) == 1 { print $5 }' /proc/self/mountinfo | sort -r | xargs -r umount
  find /sys/fs/cgroup -depth -type d -path '*/libpod_parent*' -newer "$shop/storage.conf" -exec rmdir {} + 2>/dev/null || true
  rm -rf --one-file-system "$shop"
}
trap clear_away EXIT
trap 'exit 130' INT TERM

# ---- build ----

stand_in() { # FILE.tar: commits it under the real image's name, with Python where the real one has it
  local box
  box=$(buildah from scratch)
  buildah add -q "$box" "$1" / >/dev/null
  buildah run --isolation chroot "$box" -- sh -c 'ln -s /usr/bin/python3 /usr/local/bin/python3 && ln -s python3 /usr/local/bin/python'
  buildah config --env PATH=/usr/local/bin:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin --cmd python3 "$box"
  buildah commit -q --rm "$box" "$BASE" >/dev/null
}

say "Base image"
from=$EPOCHREALTIME
case $base in
  pull) buildah pull -q "$BASE" >/dev/null ;;
  '')
    mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' | head -n 1)
    [ -n "$mirror" ] || die "apt knows no Debian mirror; run: apt-get update"
    mmdebstrap --quiet --variant=minbase --include=python3,python3-venv,ca-certificates,tzdata \
      "$RELEASE" "$shop/base.tar" "$mirror"
    stand_in "$shop/base.tar"
    rm "$shop/base.tar"
    ;;
  *) stand_in "$base" ;;
esac
echo "  ${base:-stand-in} ready in $(seconds_since "$from") s"

say "Build"
from=$EPOCHREALTIME
# The certificates of this machine, for a network that has an authority of its own; they are no part of the image.
# HEALTHCHECK exists in Docker's format only.
buildah bud --quiet --isolation chroot --format docker --pull-never -v /etc/ssl/certs:/etc/ssl/certs:ro \
  --build-arg PYTHON_VERSION=$PYTHON_VERSION --build-arg VERSION=tried -t "$IMAGE" "$context" >"$shop/build.log" 2>&1 ||
  { tail -n 40 "$shop/build.log" >&2 && die "the build failed"; }
size() { podman image inspect --format '{{.Size}}' "$1" | awk '{ printf "%d", $1 / 1e6 }'; }
echo "  built in $(seconds_since "$from") s: $(size "$IMAGE") MB, of which $(size "$BASE") MB are the base"

# ---- try ----

check() { # SENTENCE COMMAND...: whether the command succeeds; what it prints is shown if not
  local sentence=$1
  shift
  if "$@" >"$shop/said" 2>&1; then
    passed=$((passed + 1)) && echo "  ok  $sentence"
  else
    failed=$((failed + 1)) && echo "  NO  $sentence" && sed 's/^/        /' "$shop/said"
  fi
}

TIGHT=(--network none --read-only --read-only-tmpfs=false --tmpfs "/tmp:size=64m,mode=1777,noexec,nosuid,nodev"
  --cap-drop ALL --security-opt no-new-privileges --pids-limit 128 --memory 512m --cpus 1)

run() { podman run -d "${TIGHT[@]}" "$@" "$IMAGE" >/dev/null; }
pid() { podman inspect --format '{{.State.Pid}}' "$1" | grep -vx 0; } # fails for one that has ended
send() { local to; to=$(pid "$2") && kill "-$1" "$to"; }               # SIGNAL NAME
exit_code() { podman inspect --format '{{.State.ExitCode}}' "$1"; }
inside() { podman exec "$@"; }                                               # NAME COMMAND...
visit() { nsenter --net="/proc/$(pid "$1")/ns/net" python3 "$visitor" "${@:2}"; } # NAME ERRAND...
fresh_folder() { install -d -o 10001 -g 0 -m 2770 "$shop/$1" && echo "$shop/$1"; } # as a new volume is in the image
config() { podman image inspect --format "{{json .$1}}" "$IMAGE" | tee /dev/stderr | grep -qxF "$2"; } # FIELD JSON
status() { [ "$(awk -v key="$2:" '$1 == key { print $2 }' "/proc/$(pid "$1")/status")" = "$3" ]; } # NAME KEY VALUE
megabytes() { awk -v key="$2:" '$1 == key { printf "%d", $2 / 1024 }' "/proc/$(pid "$1")/status"; }
not() { ! "$@"; }
alone() { [ "$(podman top "$1" pid | tail -n +2 | wc -l)" = 1 ]; } # NAME: one process is in it
says_no() { # WORDS COMMAND...: fails with these words
  local words=$1
  shift
  not "$@" 2>&1 | tee "$shop/no" && grep -q "$words" "$shop/no"
}

say "What is in it"
loose() { podman run --rm --network none "$IMAGE" sh -c "$1"; }
check "holds the application and nothing else" \
  loose '[ "$(ls -A /srv/ebb | LC_ALL=C sort | xargs)" = "LICENSE app decks migrations static templates" ] || { ls -A /srv/ebb; false; }'
check "has no installer in what it ships" loose '! find /opt /srv -name pip -o -name "pip-*" | grep .'
check "is compiled, every module" \
  loose 'find /srv/ebb/app -name "*.py" | while read -r f; do ls "$(dirname "$f")/__pycache__/$(basename "$f" .py)".cpython-*.pyc >/dev/null || exit 1; done'
check "can change none of its own files" loose '! find /opt /srv /usr /etc ! -type l -writable | grep .'
check "has a data folder that its user and any other in group 0 may write" \
  loose 'stat -c "%u:%g %a" /data | tee /dev/stderr | grep -qx "10001:0 2770"'
check "runs as a number that is not root" config User '"10001"'
check "keeps its data in a volume" config Config.Volumes '{"/data":{}}'
check "is asked to stop by SIGTERM" config Config.StopSignal '"SIGTERM"'
check "knows its health without a shell" config Config.Healthcheck.Test '["CMD","python","-m","app.health","--port","8000"]'

say "Read-only, without capabilities, in a new volume"
from=$EPOCHREALTIME
run --name ebb -v ebb-data:/data
check "answers" visit ebb wait --seconds $PATIENCE
pid ebb >/dev/null || { podman logs ebb >&2 && die "it does not run, so the rest cannot be tried"; }
echo "      after $(seconds_since "$from") s, with $(megabytes ebb VmRSS) MB"
check "runs as 10001" status ebb Uid 10001
check "has no capability" status ebb CapEff 0000000000000000
check "can gain no privilege" status ebb NoNewPrivs 1
check "is confined by seccomp" status ebb Seccomp 2
check "cannot write to the root file system" not inside ebb sh -c ': > /srv/ebb/x'
check "can write to /tmp" inside ebb sh -c ': > /tmp/x'
silent() { # COMMAND...: succeeds without a word
  "$@" >"$shop/line" 2>&1 && [ ! -s "$shop/line" ] && return
  cat "$shop/line"
  return 1
}
health=(podman exec ebb python -m app.health --port 8000)
check "is healthy, and says so by exit 0 and silence" silent "${health[@]}"
check "is healthy to the engine" podman healthcheck run ebb
check "has ebb on its path" inside ebb ebb --help
check "takes the first account" visit ebb settle --jar "$shop/jar"
check "takes a review" visit ebb review --jar "$shop/jar"
check "makes a backup while it serves" inside ebb ebb backup /data/backups/first.db
check "takes another review" visit ebb review --jar "$shop/jar"

say "A guide, read by a process of its own"
from=$EPOCHREALTIME
check "reads a small one, and makes cards of it" visit ebb guide --seconds $PATIENCE --jar "$shop/jar"
echo "      in $(seconds_since "$from") s"
from=$EPOCHREALTIME
check "reads one of 4,000 questions" visit ebb guide --name many.md --questions 4000 --seconds 180 --jar "$shop/jar"
echo "      in $(seconds_since "$from") s; at most $(megabytes ebb VmHWM) MB were in use by the server"
check "leaves no process behind" alone ebb

say "A server that hangs"
one_line() { # EXIT COMMAND...: fails as asked, in one line
  local code=0
  "${@:2}" >"$shop/line" 2>&1 || code=$?
  cat "$shop/line"
  [ "$code" = "$1" ] && [ "$(wc -l <"$shop/line")" = 1 ]
}
send STOP ebb
check "is unhealthy, and says so by exit 1 and one line" one_line 1 "${health[@]}"
check "is unhealthy to the engine" not podman healthcheck run ebb
send CONT ebb
check "is healthy again when it goes on" silent "${health[@]}"

say "kill -9"
send KILL ebb
podman wait ebb >/dev/null
check "was killed" [ "$(exit_code ebb)" = 137 ]
from=$EPOCHREALTIME
podman start ebb >/dev/null
check "answers again" visit ebb wait --seconds $PATIENCE
echo "      after $(seconds_since "$from") s"
check "has kept account and session" visit ebb return --jar "$shop/jar"

say "A second container on the same volume"
ends() { # NAME: has failed by itself, in one line without a traceback
  local ends=$((SECONDS + PATIENCE))
  while [ "$(podman inspect --format '{{.State.Running}}' "$1")" = true ]; do
    [ $SECONDS -lt $ends ] || { echo "still running"; return 1; }
    sleep 0.1
  done
  podman logs "$1" >"$shop/log" 2>&1
  cat "$shop/log"
  [ "$(exit_code "$1")" != 0 ] && [ "$(wc -l <"$shop/log")" = 1 ] && ! grep -q Traceback "$shop/log"
}
from=$EPOCHREALTIME
run --name second -v ebb-data:/data
check "refuses in one line" ends second
echo "      after $(seconds_since "$from") s"
check "has not disturbed the first" visit ebb return --jar "$shop/jar"

say "Stop"
peak=$(megabytes ebb VmHWM)
from=$EPOCHREALTIME
podman stop --time 10 ebb >/dev/null
took=$(seconds_since "$from")
check "stops within 10 s" awk -v took="$took" 'BEGIN { exit !(took < 9.5) }'
echo "      in $took s; at most $peak MB were in use"
check "ends by itself, not killed" [ "$(exit_code ebb)" = 0 -o "$(exit_code ebb)" = 143 ]
data=$(podman volume inspect --format '{{.Mountpoint}}' ebb-data)
check "leaves one whole database file" [ -z "$(find "$data" -name '*-wal' -size +0)" ]
log_of_ebb() { podman logs ebb 2>&1; }
check "has logged no traceback" not grep -A 20 Traceback <(log_of_ebb)

say "The operator's commands, with the server stopped"
once() { podman run --rm "${TIGHT[@]}" -v ebb-data:/data "$IMAGE" "$@" 2>&1 | tee "$shop/once"; }
has_reviews() { once ebb verify && grep -q "with $1 reviews of 1 people" "$shop/once"; }
check "verify finds both reviews" has_reviews 2
check "restore goes back to the backup" once ebb restore /data/backups/first.db
check "verify finds the one that was in it" has_reviews 1

say "Another uid, which the image does not know"
folder=$(fresh_folder theirs)
run --name other --user 12345 --env HOME=/nonexistent --shm-size 64k -v "$folder:/data"
check "answers" visit other wait --seconds $PATIENCE
check "runs as 12345" status other Uid 12345
check "takes the first account" visit other settle --jar "$shop/other"
check "reads a guide, without a home and with hardly any shared memory" \
  visit other guide --seconds $PATIENCE --jar "$shop/other"
podman rm --force --time 10 other >/dev/null
run --name again --user 12345 -v "$folder:/data"
check "answers in a new container" visit again wait --seconds $PATIENCE
check "has kept account and session" visit again return --jar "$shop/other"
podman rm --force --time 10 again >/dev/null

say "Little memory"
run --name small --memory 200m --memory-swap 200m -v "$(fresh_folder little):/data"
check "answers" visit small wait --seconds $PATIENCE
check "takes the first account" visit small settle --jar "$shop/small"
server=$(pid small)
check "says in words that a guide takes more than there is" \
  says_no "for want of memory" visit small guide --questions 45000 --seconds 180 --jar "$shop/small"
check "has lost the reader to it, and not the server" [ "$(pid small)" = "$server" ]
check "reads a small guide then" visit small guide --name small.md --seconds $PATIENCE --jar "$shop/small"
podman rm --force --time 10 small >/dev/null

say "What it must refuse"
from=$EPOCHREALTIME
run --name foreign --user 12345:12345 -v "$(fresh_folder foreign):/data"
check "a data folder it may not write, in one line" ends foreign
echo "      after $(seconds_since "$from") s"
from=$EPOCHREALTIME
run --name alone -e EBB_SINGLE_USER=1 -v "$(fresh_folder alone):/data"
check "serving without sign-in on every address, in one line" ends alone
echo "      after $(seconds_since "$from") s"

printf '\n%d passed, %d failed\n' $passed $failed
[ $failed = 0 ]
