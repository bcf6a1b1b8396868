#!/usr/bin/env bash
# The AWS CLI against ECR: repositories, and an image put through ECR's own layer calls.
source "$(dirname "${BASH_SOURCE[0]}")/harness.sh"
start_drydock --port 0 --ephemeral --engine simulated

# A repository is made, told and refused a second time.
uri=$(aws ecr create-repository --repository-name team/shop --tags Key=owner,Value=yard \
  --query repository.repositoryUri --output text)
equal "localhost:$DRYDOCK_PORT/team/shop" "$uri"
refused RepositoryAlreadyExistsException aws ecr create-repository --repository-name team/shop
refused RepositoryNotFoundException aws ecr describe-repositories --repository-names nowhere
equal "The repository with name 'nowhere' does not exist in the registry with id '000000000000'" \
  "$message"
arn=$(aws ecr describe-repositories --repository-names team/shop \
  --query 'repositories[0].repositoryArn' --output text)
equal arn:aws:ecr:us-east-1:000000000000:repository/team/shop "$arn"
equal yard "$(aws ecr list-tags-for-resource --resource-arn "$arn" \
  --query "tags[?Key=='owner'].Value" --output text)"

# An image goes in by layers: initiate, upload, complete, put.
put_layer() {
  local file=$1 size upload
  size=$(stat -c %s "$file")
  upload=$(aws ecr initiate-layer-upload --repository-name team/shop --query uploadId --output text)
  equal $((size - 1)) "$(aws ecr upload-layer-part --repository-name team/shop --upload-id "$upload" \
    --part-first-byte 0 --part-last-byte $((size - 1)) --layer-part-blob "fileb://$file" \
    --query lastByteReceived --output text)"
  aws ecr complete-layer-upload --repository-name team/shop --upload-id "$upload" \
    --layer-digests "sha256:$(sha256sum "$file" | cut -d' ' -f1)" --query layerDigest --output text
}
shop_image "$work/image" v1 VERSION=v1
put_layer "$work/layer" >/dev/null
equal UNAVAILABLE "$(aws ecr batch-check-layer-availability --repository-name team/shop \
  --layer-digests "sha256:$(sha256sum "$work/config" | cut -d' ' -f1)" \
  --query 'layers[0].layerAvailability' --output text)"
refused LayersNotFoundException aws ecr put-image --repository-name team/shop --image-tag v1 \
  --image-manifest "file://$work/manifest"
put_layer "$work/config" >/dev/null
digest=sha256:$(sha256sum "$work/manifest" | cut -d' ' -f1)
equal "$digest" "$(aws ecr put-image --repository-name team/shop --image-tag v1 \
  --image-manifest "file://$work/manifest" --query image.imageId.imageDigest --output text)"

# What is told of it is what went in.
equal "$digest v1" "$(aws ecr list-images --repository-name team/shop \
  --query 'imageIds[0].[imageDigest, imageTag]' --output text | tr '\t' ' ')"
equal "$digest v1" "$(aws ecr describe-images --repository-name team/shop \
  --query 'imageDetails[0].[imageDigest, imageTags[0]]' --output text | tr '\t' ' ')"
aws ecr batch-get-image --repository-name team/shop --image-ids imageTag=v1 \
  --query 'images[0].imageManifest' --output text | tr -d '\n' >"$work/manifest.back"
equal "$(<"$work/manifest")" "$(<"$work/manifest.back")"
layer=sha256:$(sha256sum "$work/layer" | cut -d' ' -f1)
curl -fsSL -o "$work/layer.back" "$(aws ecr get-download-url-for-layer --repository-name team/shop \
  --layer-digest "$layer" --query downloadUrl --output text)"
cmp "$work/layer" "$work/layer.back"

# What was put can be taken away.
refused RepositoryNotEmptyException aws ecr delete-repository --repository-name team/shop
equal ImageNotFound "$(aws ecr batch-delete-image --repository-name team/shop \
  --image-ids imageTag=v1 imageTag=v9 --query 'failures[0].failureCode' --output text)"
equal 0 "$(aws ecr list-images --repository-name team/shop --query 'length(imageIds)' --output text)"
aws ecr delete-repository --repository-name team/shop >/dev/null
refused RepositoryNotFoundException aws ecr describe-repositories --repository-names team/shop
