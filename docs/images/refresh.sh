#!/bin/sh
# Makes the pictures of the documentation anew from a real run of the demo, in about four minutes.
set -eu
cd "$(dirname "$0")/../.."
mvn -B -ntp -q -DskipTests -pl trainer-agent package
mvn -B -ntp -q -Pe2e -Dspotless.check.skip -pl migrations,backend,ui verify \
  -Dtest=DemoE2eTest -Dsurefire.failIfNoSpecifiedTests=false -Dassay.jvm.flags="-Dassay.full-demo=true --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"
for scheme in light dark; do
  cp "ui/target/screenshots/demo-$scheme.png" "docs/images/run-$scheme.png"
done
