#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Makes a plugin of each kind with Maven itself, and verifies it: what GeneratedPluginIT does without Maven.
# Needs "mvn -Pfast install" of this tree first, and the network once. MVN says how Maven is called.
set -eu
mvn=${MVN:-mvn}
kinds=${*:-router transport policy relay auth lookup}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
for kind in $kinds; do
    cd "$folder"
    $mvn -B -ntp -q archetype:generate -DinteractiveMode=false -DarchetypeGroupId=io.postern \
        -DarchetypeArtifactId=postern-plugin-archetype -DarchetypeVersion="${VERSION:-0.1.0-SNAPSHOT}" \
        -DgroupId=org.example -DartifactId="$kind-sample" -Dpackage=org.example.sample \
        -Dkind="$kind" -Dtype=sample -DclassName=SamplePlugin
    cd "$kind-sample"
    $mvn -B -ntp -q verify
    ls target/*.jar
done
