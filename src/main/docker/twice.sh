#!/bin/sh
# Builds the jar twice, from copies of this source in two folders, and compares the bytes.
#   sh src/main/docker/twice.sh [options for Maven]
set -eu

here=$(cd "$(dirname "$0")/../../.." && pwd)
work=$(mktemp -d "${TMPDIR:-/tmp}/orgpurge-twice.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

for copy in first another-place/second; do
    mkdir -p "$work/$copy"
    (cd "$here" && tar -cf - --exclude=./target --exclude=./.git .) | tar -xf - -C "$work/$copy"
    # whatever a file's age decides would show
    find "$work/$copy" -type f -exec touch {} +
    (cd "$work/$copy" && ./mvnw -q package -Dmaven.test.skip=true "$@")
done

first=$work/first/target/orgpurge.jar
second=$work/another-place/second/target/orgpurge.jar
if cmp -s "$first" "$second"; then
    echo "the same bytes twice: $(cksum "$first" | cut -d ' ' -f 1,2)"
else
    echo "twice.sh: the two jars differ; what they are made of, with checksums:" >&2
    for jar in "$first" "$second"; do
        unzip -lv "$jar" | awk '{print $7, $8, $5, $6}' | sort >"$jar.list"
    done
    diff "$first.list" "$second.list" >&2 || true
    exit 1
fi
