#!/usr/bin/env bash
# The registry under a heavy and under a broken client, byte by byte with curl: memory does not grow
# with the blob, what breaks off leaves nothing visible and can go on, a cut or wrong layer is
# refused.
source "$(dirname "${BASH_SOURCE[0]}")/harness.sh"
start_drydock --port 0 --ephemeral --engine simulated
aws ecr create-repository --repository-name shop >/dev/null
password=$(aws ecr get-login-password)
registry=$DRYDOCK_URL/v2/shop

# ask METHOD PATH [CURL OPTION]...: the status; the header is in $work/header, the body in $work/body.
ask() {
  local method=$1 path=$2
  shift 2
  curl -sS -u "AWS:$password" -X "$method" -D "$work/header" -o "$work/body" -w '%{http_code}' \
    "$@" "$path"
}
header() { sed -n "s/^$1: \(.*\)\r$/\1/Ip" "$work/header"; }
start_upload() {
  ask POST "$registry/blobs/uploads/" -H 'Content-Length: 0' >/dev/null
  printf '%s%s' "$DRYDOCK_URL" "$(header Location)"
}
resident_kib() { sed -n 's/^VmHWM:[^0-9]*\([0-9]*\) kB/\1/p' "/proc/$DRYDOCK_PID/status"; }
digest_of() { printf 'sha256:%s' "$(sha256sum "$1" | cut -d' ' -f1)"; }

# 300 MiB go in and come back, and the most that drydock ever held does not tell.
head -c 314572800 /dev/zero | openssl enc -aes-128-ctr -K 00 -iv 00 >"$work/large" 2>/dev/null
large=$(digest_of "$work/large")
before=$(resident_kib)
place=$(start_upload)
equal 202 "$(ask PATCH "$place" -H 'Transfer-Encoding: chunked' -T "$work/large")"
equal 0-314572799 "$(header Range)"
equal 201 "$(ask PUT "$place?digest=$large" -H 'Content-Length: 0')"
equal 200 "$(ask GET "$registry/blobs/$large")"
equal "$large" "$(digest_of "$work/body")"
equal 206 "$(ask GET "$registry/blobs/$large" -H 'Range: bytes=-1000')"
cmp <(tail -c 1000 "$work/large") "$work/body"
grown=$(($(resident_kib) - before))
[[ $grown -lt 16384 ]] || failed "memory grew by $grown KiB with a blob of 300 MiB"

# A client that goes away in the middle leaves nothing to see, and goes on where it stood.
head -c 8000000 "$work/large" >"$work/layer"
layer=$(digest_of "$work/layer")
place=$(start_upload)
if head -c 3000000 "$work/layer" | curl -sS -u "AWS:$password" -X PATCH -T - --max-time 2 \
  -H 'Transfer-Encoding:' -H 'Content-Length: 8000000' "$place" >/dev/null 2>&1; then
  failed 'a cut PATCH was answered as if it were whole'
fi
equal 404 "$(ask HEAD "$registry/blobs/$layer" --head)"
equal 416 "$(ask PATCH "$place" -H 'Content-Range: 0-7999999' --data-binary @"$work/layer")"
# The server may still be at the last bytes that came.
go_on() {
  local range stands
  [[ $(ask GET "$place") == 204 ]]
  range=$(header Range)
  stands=$((${range#0-} + 1))
  tail -c +$((stands + 1)) "$work/layer" >"$work/rest"
  [[ $(ask PATCH "$place" -H "Content-Range: $stands-7999999" --data-binary @"$work/rest") == 202 ]]
}
within 10 go_on
equal 201 "$(ask PUT "$place?digest=$layer" -H 'Content-Length: 0')"
equal 200 "$(ask HEAD "$registry/blobs/$layer" --head)"
equal 8000000 "$(header Content-Length)"

# Bytes of another digest are not kept under any.
place=$(start_upload)
equal 400 "$(ask PUT "$place?digest=$large" --data-binary 'not these')"
contains "$(<"$work/body")" '"code":"BLOB_UPLOAD_INVALID"'
equal 404 "$(ask GET "$place")"
