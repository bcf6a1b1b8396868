#!/usr/bin/env bash
# A world moves to another machine with its images: as one file that skopeo reads too.
source "$(dirname "${BASH_SOURCE[0]}")/harness.sh"

port=$(own_port 27000)
drydock() { "$DRYDOCK_PROGRAM" "$@" --port "$port"; }
open() { start_drydock --port "$port" --engine simulated "$@"; }
# But for when images were pulled, which looking at them changes.
records() { jq -S 'del(.. | .last_pulled_at?)'; }
state() { curl -sSf "$DRYDOCK_URL/_drydock/state" | records; }
login() { printf 'AWS:%s' "$(aws ecr get-login-password)"; }
registry=docker://localhost:$port
push() { skopeo copy --insecure-policy --preserve-digests -q --dest-tls-verify=false \
  --dest-creds "$(login)" "$1" "$registry/$2"; }
digest_of() { skopeo inspect --tls-verify=false --creds "$(login)" --format '{{.Digest}}' \
  "$registry/$1"; }

open --data "$work/here"
aws ecr create-repository --repository-name shop >/dev/null
aws ecr create-repository --repository-name team/tools >/dev/null
shop_image "$work/v1" v1 VERSION=v1
push "oci:$work/v1:v1" shop:v1
push "oci:$work/v1:v1" team/tools:latest
shop_image "$work/v2" v2 VERSION=v2
push "oci:$work/v2:v2" shop:v2
aws ecs create-cluster --cluster-name harbour >/dev/null
before=$(state) v1=$(digest_of shop:v1) v2=$(digest_of shop:v2)
drydock state export "$work/world.tar" --images
drydock state export - --images | cmp - "$work/world.tar"
drydock state export /dev/stdout --images | cmp - "$work/world.tar"
drydock state export "$work/world.json"
[[ ! -e $work/world.tar.unfinished ]] || failed 'an unfinished file is left'

# Other tools read it: it is an OCI image layout, with each layer once.
mkdir "$work/layout"
tar -C "$work/layout" -xf "$work/world.tar"
for image in shop:v1 shop:v2 team/tools:latest; do
  name=000000000000.dkr.ecr.us-east-1.amazonaws.com/$image
  equal "$(digest_of "$image")" \
    "$(skopeo inspect --format '{{.Digest}}' "oci:$work/layout:$name")" "the digest of $image"
done
skopeo copy --insecure-policy -q "oci:$work/layout:${name%/team*}/shop:v2" "oci:$work/copy:v2"
equal 5 "$(find "$work/layout/blobs" -type f | wc -l)" 'blobs: two manifests, two configurations, a layer'
equal "$before" "$(records <"$work/layout/state.json")" 'the records in the archive'
(cd "$work/layout/blobs/sha256" && for blob in *; do echo "$blob  $blob"; done | sha256sum -c --quiet)
stop_drydock

# Elsewhere it is the same world, whoever packed the file.
open --data "$work/there"
drydock state import "$work/world.tar"
equal "$before" "$(state)" 'the state elsewhere'
equal "$v1 $v2 $v1" "$(digest_of shop:v1) $(digest_of shop:v2) $(digest_of team/tools:latest)"
skopeo copy --insecure-policy --preserve-digests -q --src-tls-verify=false --src-creds "$(login)" \
  "$registry/shop:v1" "oci:$work/back:v1"
blobs() { (cd "$1/blobs" && find . -type f -printf '%f\n' | sort); }
equal "$(blobs "$work/v1")" "$(blobs "$work/back")" 'what is pulled elsewhere'
equal 3 "$(find "$work/there/blobs" -type f | wc -l)" 'blobs: the manifests are in the records'
stop_drydock
open --data "$work/there"
equal "$before" "$(state)" 'the state after a restart'
equal "$v2" "$(digest_of shop:v2)" 'an image after a restart'
stop_drydock

open --ephemeral
tar -C "$work/layout" -cf - . | drydock state import - --images
equal "$before" "$(state)" 'the state that tar has packed'
equal "$v2" "$(digest_of shop:v2)" 'an image that tar has packed'

stop_drydock

# What is broken is refused in a sentence, and nothing of it stays.
open --data "$work/empty"
world=$before before=$(state)
refuses() {
  local sentence=$1 said
  if said=$(drydock state import "$work/broken" 2>&1); then failed "was taken: $sentence"; fi
  contains "$said" "$sentence"
  equal "$before" "$(state)" "the state after: $sentence"
  within 10 nothing_is_kept
}
nothing_is_kept() { [[ -z $(find "$work/empty/blobs" "$work/empty/uploads" -type f) ]]; }
head -c 500000 "$work/world.tar" >"$work/broken"
refuses 'The archive breaks off.'
repack() { tar -C "$work/layout" -cf "$work/broken" "$@" .; }
blob=$(find "$work/layout/blobs" -type f -size +100k)
mv "$blob" "$work/taken"
repack
refuses 'The archive lacks 2 of the layers'
printf 'x' | cat "$work/taken" - >"$blob"
repack
refuses 'has another digest than its name says'
mv "$work/taken" "$blob"
repack --transform 's,^./index.json$,../index.json,' -P
refuses 'no part of an export: ../index.json'
ln -s /etc/passwd "$work/layout/blobs/sha256/passwd"
repack
refuses 'no part of an export: blobs/sha256/passwd'
contains "$(drydock state import "$work/world.json" --images 2>&1 || true)" 'has no images'
contains "$(drydock state export "$work/none/world.tar" --images 2>&1 || true)" 'cannot be written'
stop_drydock

# Without the images the records are taken all the same, and drydock says what that means.
open --ephemeral
contains "$(drydock state import "$work/world.json" 2>&1)" '5 layers of images are not here'
equal "$world" "$(state)" 'the records alone'
contains "$(skopeo copy --insecure-policy --src-tls-verify=false --src-creds "$(login)" \
  "$registry/shop:v1" "oci:$work/none:v1" 2>&1 || true)" '404 (Not Found)'
contains "$(drydock state export "$work/broken" --images 2>&1 || true)" '5 layers are not here'
[[ ! -e $work/broken.unfinished ]] || failed 'an unfinished file is left'
push "oci:$work/v1:v1" shop:v1
equal "$v1" "$(digest_of shop:v1)" 'an image that was pushed again'
