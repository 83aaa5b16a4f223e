#!/usr/bin/env bash
# Writes an image's tag and digest into the values of a stage and pushes the commit to main.
# Argo CD deploys what main says: this commit is the deployment, reverting it is the rollback.
set -euo pipefail

readonly stage=${STAGE:?} tag=${TAG:?} digest=${DIGEST:?}
readonly values="deploy/chart/values-$stage.yaml"
readonly attempts=5

fail() {
  echo "::error title=$stage was not promoted::$1"
  exit 1
}

# Prints the tag in the values; fails unless `image:` holds both keys to write to.
deployed_tag() {
  awk '
    /^[^ #]/ { inside = /^image:/ }
    inside && /^  tag:/ { gsub(/["'\'']/, "", $2); tag = $2; found++ }
    inside && /^  digest:/ { found++ }
    END { print tag; exit found != 2 }
  ' "$values"
}

# Changes two lines and leaves every other byte, comments too, as it is.
write_values() {
  awk -v tag="$tag" -v digest="$digest" '
    /^[^ #]/ { inside = /^image:/ }
    inside && /^  tag:/ { $0 = "  tag: \"" tag "\"" }
    inside && /^  digest:/ { $0 = "  digest: \"" digest "\"" }
    { print }
  ' "$values" >"$values.new"
  mv "$values.new" "$values"
}

promote() {
  local attempt deployed
  # Another stage's promotion or a person may push in between: start again from the newest main.
  for ((attempt = 1; attempt <= attempts; attempt++)); do
    git fetch --quiet origin main
    git reset --quiet --hard FETCH_HEAD

    deployed=$(deployed_tag) || fail "$values has no 'image:' with 'tag' and 'digest'"
    if [[ $deployed != "$tag" ]] && git merge-base --is-ancestor "$tag" "$deployed" 2>/dev/null; then
      echo "::notice title=$stage stays as it is::it runs $deployed, which is newer than $tag"
      return
    fi

    write_values
    if git diff --quiet; then
      echo "$stage runs $tag already"
      return
    fi

    git commit --quiet --all --message "deploy: $stage runs ${tag::12}" --message "Image digest: $digest"
    if git push --quiet origin HEAD:main; then
      echo "::notice title=$stage is promoted::it will run $tag"
      return
    fi
  done
  fail "main did not take the commit in $attempts attempts: is it protected? See 'Release' in docs/how-it-works.md"
}

[[ $tag =~ ^[0-9a-f]{40}$ ]] || fail "'$tag' is not a commit"
[[ $digest =~ ^sha256:[0-9a-f]{64}$ ]] || fail "'$digest' is not an image digest"

git config user.name "github-actions[bot]"
git config user.email "41898282+github-actions[bot]@users.noreply.github.com"

# One line: the reset may replace this very file while the shell still reads it.
promote && exit
