#!/usr/bin/env bash
# The AWS CLI against STS: who am I, as a key, as an assumed role, and from a web identity.
source "$(dirname "${BASH_SOURCE[0]}")/harness.sh"
start_drydock --port 0 --ephemeral --engine simulated

who() { aws sts get-caller-identity --query "$1" --output text; }

equal 000000000000 "$(who Account)" 'any key is the default account'
equal 123456789012 "$(AWS_ACCESS_KEY_ID=123456789012 who Account)" 'a 12-digit key is the account'

# as KEYS COMMAND...: runs it with the keys that an assume-role call printed.
as() {
  local id secret token
  read -r id secret token <<<"$1"
  shift
  AWS_ACCESS_KEY_ID=$id AWS_SECRET_ACCESS_KEY=$secret AWS_SESSION_TOKEN=$token "$@"
}
keys='Credentials.[AccessKeyId, SecretAccessKey, SessionToken]'

role=arn:aws:iam::210987654321:role/deployer
assumed=$(aws sts assume-role --role-arn "$role" --role-session-name night --query "$keys" --output text)
equal arn:aws:sts::210987654321:assumed-role/deployer/night "$(as "$assumed" who Arn)"
equal 210987654321 "$(as "$assumed" who Account)"

# A workflow's identity comes without a signature, and may end in a newline.
base64url() { base64 -w0 | tr -d '=' | tr '+/' '-_'; }
printf '%s.%s.%s\n' "$(printf '{"alg":"RS256","typ":"JWT"}' | base64url)" \
  "$(printf '{"iss":"https://id.example","sub":"repo:fleet/shop","aud":"sts.amazonaws.com"}' | base64url)" \
  "$(printf 'signature' | base64url)" >"$work/token"
federated=$(aws sts assume-role-with-web-identity --no-sign-request --role-arn "$role" \
  --role-session-name GitHubActions --web-identity-token "file://$work/token" \
  --query "$keys" --output text)
equal arn:aws:sts::210987654321:assumed-role/deployer/GitHubActions "$(as "$federated" who Arn)"

# Each account and region is a world of its own.
as "$federated" aws ecs create-cluster --cluster-name harbour >/dev/null
equal 1 "$(as "$federated" aws ecs list-clusters --query 'length(clusterArns)' --output text)"
equal 0 "$(aws ecs list-clusters --query 'length(clusterArns)' --output text)"
equal 0 "$(as "$federated" aws ecs list-clusters --region eu-west-1 --query 'length(clusterArns)' \
  --output text)"

# A temporary key wants its own token, and STS must have handed it out.
read -r id secret _ <<<"$assumed"
refused InvalidClientTokenId as "$id $secret other" who Arn
refused UnrecognizedClientException as "$id $secret other" aws ecs list-clusters
refused UnrecognizedClientException as 'ASIAMADEUPMADEUPMADE secret token' aws ecr describe-repositories
equal 000000000000 "$(as 'AKIAMADEUPMADEUPMADE secret token' who Account)"

# Another partition's ARNs.
AWS_DEFAULT_REGION=cn-north-1 AWS_REGION=cn-north-1 aws ecs create-cluster --cluster-name junk \
  --query cluster.clusterArn --output text >"$work/arn"
equal arn:aws-cn:ecs:cn-north-1:000000000000:cluster/junk "$(cat "$work/arn")"
