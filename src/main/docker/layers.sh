#!/bin/sh
# What the Dockerfile does, without an engine: takes the packaged jar apart into the image's layers, lays them on each
# other as the image does, trains the cache for the start, and says how large everything is.
#   sh src/main/docker/layers.sh [JAR [FOLDER]]      target/orgpurge.jar, target/image
# Java is JAVA_HOME's, or the one on the PATH: 25 or newer.
set -eu

jar=${1:-target/orgpurge.jar}
folder=${2:-target/image}
java=${JAVA_HOME:+$JAVA_HOME/bin/}java

fail() {
    echo "layers.sh: $1" >&2
    exit 1
}

[ -f "$jar" ] || fail "there is no $jar; package first: ./mvnw package -DskipTests"
version=$("$java" -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p')
[ "${version:-0}" -ge 25 ] || fail "$java is Java ${version:-?}; the cache needs 25 or newer, set JAVA_HOME"

rm -rf "$folder"
mkdir -p "$folder/application"
"$java" -Djarmode=tools -jar "$jar" extract --layers --destination "$folder/layers" >/dev/null
for layer in dependencies spring-boot-loader snapshot-dependencies application; do
    if [ -d "$folder/layers/$layer" ]; then
        # with their times: Java compares them with those that it was trained with
        cp -Rp "$folder/layers/$layer/." "$folder/application/"
    fi
done
application=$(cd "$folder/application" && pwd)
cd "$application"
"$java" -Djdk.reflect.useNativeAccessorOnly=true -Xlog:disable -Xlog:all=error:stderr \
    -XX:AOTCacheOutput="$application/orgpurge.aot" -cp "$application/orgpurge.jar" dev.orgpurge.TrainingRun >/dev/null
du -k "$application/orgpurge.aot" "$application/orgpurge.jar" "$application/lib"
