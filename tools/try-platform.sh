#!/usr/bin/env bash
# NOT YET RUN against a cluster: linted, its dry run tested, what it applies rendered and judged; no more.
#
# Brings the platform up to look at it: on a cluster of kind, or on an existing one that may be spoilt.
# It works on a copy of the last commit in build/try, with one stage and one cluster; this checkout
# and its goldenpath.yaml stay as they are. docs/install.md is the way to an installation that stays.

set -euo pipefail

root=$(cd "${BASH_SOURCE[0]%/*}/.." && pwd)
work="$root/build/try"
copy="$work/repository"
python="$root/.venv/bin/python"
mount=/var/lib/goldenpath
name=goldenpath

context="" repository="" stage="" portal="" patience=1800
# Known once the copy has its facts.
tried=STAGE namespace=NAMESPACE
sure=no dry_run=no

usage() {
  sed -n '2s/^# //p' "${BASH_SOURCE[0]}"
  cat <<'TEXT'

usage: tools/try-platform.sh [options]

  --context NAME      an existing cluster, as kubectl names it; without it one is made by kind
  --yes               the context is no cluster of kind, and may be spoilt all the same
  --repository URL    an empty git repository that the cluster can read and you can write to;
                      not needed with kind, whose nodes are given a copy
  --stage NAME        the stage of goldenpath.yaml that is tried (default: the first)
  --portal IMAGE      with the portal, by this image: <registry>/backstage:<tag>; without it the
                      operators, policies and claims come up, and no portal; it is built by
                      docker build --file platform/backstage/Dockerfile --tag IMAGE .
  --timeout SECONDS   how long to wait for all of it (default: 1800)
  --dry-run           print each step in order, and do none
  --help              print this

The cluster needs three nodes, 8 GiB of memory and a way to the registries; kubectl 1.31 or newer.
What a portal takes as secrets is read from the environment: AUTH0_DOMAIN, AUTH0_CLIENT_ID,
AUTH0_CLIENT_SECRET to sign in, GITHUB_TOKEN and the like for integrations.

Left out: backups, OpenCost and Prometheus, and a gateway, so that routes lead nowhere.
TEXT
}

fail() { # fail CODE MESSAGE
  printf 'try-platform: %s\n' "$2" >&2
  exit "$1"
}

value() { # value OPTION REST…: the word after an option
  [ $# -ge 2 ] && [ -n "$2" ] || fail 2 "$1 needs a value: see --help"
}

while [ $# -gt 0 ]; do
  case $1 in
    --context) value "$@"; context=$2; shift 2 ;;
    --repository) value "$@"; repository=$2; shift 2 ;;
    --stage) value "$@"; stage=$2; shift 2 ;;
    --portal) value "$@"; portal=$2; shift 2 ;;
    --timeout) value "$@"; patience=$2; shift 2 ;;
    --yes) sure=yes; shift ;;
    --dry-run) dry_run=yes; shift ;;
    --help) usage; exit 0 ;;
    *) fail 2 "unknown option '$1': see --help" ;;
  esac
done

case $patience in
  '' | *[!0-9]*) fail 2 "--timeout '$patience' is no number of seconds" ;;
esac
case $context in
  '' | kind-?*)
    is_kind=yes
    ;;
  *)
    is_kind=no
    [ "$sure" = yes ] ||
      fail 2 "context '$context' is no cluster of kind: add --yes if it may be spoilt"
    [ -n "$repository" ] ||
      fail 2 "context '$context' cannot read this checkout: give --repository URL"
    ;;
esac

said() { printf '\n== %s\n' "$*"; }

run() { # run COMMAND…: say it, and do it
  printf '+'
  printf ' %q' "$@"
  printf '\n'
  [ "$dry_run" = yes ] || "$@"
}

kube() { run kubectl --context "$context" "$@"; }

check_tools() {
  local tool missing=()
  for tool in git make helm kubectl; do
    command -v "$tool" >/dev/null || missing+=("$tool")
  done
  if [ "$is_kind" = yes ]; then
    for tool in docker kind; do
      command -v "$tool" >/dev/null || missing+=("$tool")
    done
  fi
  [ ${#missing[@]} -eq 0 ] || fail 2 "not on PATH: ${missing[*]}"
}

make_cluster() {
  said "A cluster of kind with three workers"
  if [ "$dry_run" = no ] && kind get clusters 2>/dev/null | grep -qx "$name"; then
    printf 'kind has it already\n'
    return
  fi
  run tee "$work/kind.yaml" <<'YAML'
kind: Cluster
apiVersion: kind.x-k8s.io/v1alpha4
nodes:
  - role: control-plane
  - role: worker
  - role: worker
  - role: worker
YAML
  run kind create cluster --name "$name" --config "$work/kind.yaml" --wait 5m
}

copy_repository() {
  local url=${repository:-file://$mount/repository.git}
  said "A copy of the last commit, with one stage and this cluster"
  run make -C "$root" .venv/.installed
  run rm -rf "$copy" "$work/repository.git"
  run git clone --quiet --no-tags "file://$root" "$copy"
  run git -C "$copy" checkout --quiet -B main
  run "$python" "$root/tools/try_platform.py" facts "$copy" --url "$url" --stage "$stage" --portal "$portal"
  run env PYTHONPATH="$copy/src" "$python" -m goldenpath sync
  [ -n "$repository" ] || run "$python" "$root/tools/try_platform.py" mount "$copy"
  run "$python" "$root/tools/try_platform.py" where "$copy"
  [ "$dry_run" = yes ] ||
    read -r tried namespace < <("$python" "$root/tools/try_platform.py" where "$copy")
  run git -C "$copy" add --all
  run git -C "$copy" -c user.name=try -c user.email=try@localhost commit --quiet --message "To be tried"
}

give_repository() {
  local node nodes
  if [ -n "$repository" ]; then
    said "The copy goes to $repository"
    run git -C "$copy" push "$repository" main
    return
  fi
  said "The copy goes into each node"
  run git clone --quiet --bare "$copy" "$work/repository.git"
  nodes="NODE"
  [ "$dry_run" = yes ] || nodes=$(kind get nodes --name "${context#kind-}")
  for node in $nodes; do
    run docker exec "$node" mkdir -p "$mount"
    run docker cp "$work/repository.git" "$node:$mount/"
    # Git reads no repository of another user's; this is the one that Argo CD runs as.
    run docker exec "$node" chown -R 999:999 "$mount"
  done
}

load_portal() {
  [ -n "$portal" ] && [ "$is_kind" = yes ] || return 0
  said "The portal's image goes into each node"
  run kind load docker-image "$portal" --name "${context#kind-}"
}

install_argocd() {
  local version
  version=$(sed -n 's/^ *targetRevision: "\([0-9.]*\)"$/\1/p' "$root/platform/argocd/argocd.yaml")
  said "Argo CD, by the chart's version $version"
  run helm upgrade --install argocd argo-cd --repo https://argoproj.github.io/argo-helm \
    --version "$version" --kube-context "$context" --namespace argocd --create-namespace \
    --values "$copy/platform/argocd/values.yaml" --wait --timeout 10m
  said "The root application"
  kube apply --filename "$copy/platform/argocd/projects.yaml" --filename "$copy/platform/argocd/root.yaml"
}

fill_store() {
  [ -n "$portal" ] || return 0
  said "A secret store that holds what the environment has"
  kube wait --for=create crd/clustersecretstores.external-secrets.io --timeout="${patience}s"
  kube --namespace external-secrets wait --for=create deployment/external-secrets-webhook --timeout="${patience}s"
  kube --namespace external-secrets rollout status deployment/external-secrets-webhook --timeout="${patience}s"
  # Through a pipe: what is said on a command line, every user of the machine can read.
  printf '+ %q %q store %q | kubectl --context %q apply --filename -\n' \
    "$python" "$root/tools/try_platform.py" "$tried" "$context"
  [ "$dry_run" = yes ] ||
    "$python" "$root/tools/try_platform.py" store "$tried" |
    kubectl --context "$context" apply --filename -
}

applications() { # a line for each Application: name, whether it is synced, whether it is healthy
  kubectl --context "$context" --namespace argocd get applications --output \
    'jsonpath={range .items[*]}{.metadata.name} {.status.sync.status} {.status.health.status}{"\n"}{end}'
}

wait_for_all() {
  local end all late before="" last=platform-crossplane-apis-
  [ -z "$portal" ] || last=platform-backstage-
  said "Waiting until all is synced and healthy, at most $patience s"
  printf '+ kubectl --context %q --namespace argocd get applications   # again and again\n' "$context"
  [ "$dry_run" = no ] || return 0
  end=$((SECONDS + patience))
  while :; do
    all=$(applications || true)
    # The portal's route waits for a gateway for ever, and with it the root that it is part of.
    late=$(grep -v -e ' Synced Healthy$' -e '^platform ' -e '^platform-backstage-' <<<"$all" || true)
    if [ "$late" != "$before" ]; then
      printf '%d s:\n%s\n' "$SECONDS" "${late:-all that is there is well}"
      before=$late
    fi
    # Waves bring one after the other: what is there is all only when the last one has begun.
    if [ -z "$late" ] && grep -q "^$last" <<<"$all"; then
      return 0
    fi
    [ "$SECONDS" -lt "$end" ] || fail 1 "not all came up in $patience s: see the Applications above"
    sleep 10
  done
}

show_portal() {
  [ -n "$portal" ] || return 0
  said "The portal"
  kube --namespace "$namespace" rollout status deployment/backstage --timeout="${patience}s"
  printf 'look at it: kubectl --context %s --namespace %s port-forward deployment/backstage 7007\n' \
    "$context" "$namespace"
}

farewell() {
  said "What to look at"
  cat <<TEXT
kubectl --context $context --namespace argocd get applications
kubectl --context $context get validatingpolicies.policies.kyverno.io
kubectl --context $context get compositeresourcedefinitions.apiextensions.crossplane.io
kubectl --context $context --namespace argocd port-forward service/argocd-server 8080:80
TEXT
  if [ "$context" = "kind-$name" ]; then
    printf 'take it away: kind delete cluster --name %s\n' "$name"
  fi
}

sed -n '2s/^# //p' "${BASH_SOURCE[0]}"
[ "$dry_run" = yes ] || check_tools
run mkdir -p "$work"
copy_repository
if [ -z "$context" ]; then
  context="kind-$name"
  make_cluster
fi
give_repository
load_portal
install_argocd
fill_store
wait_for_all
show_portal
farewell
