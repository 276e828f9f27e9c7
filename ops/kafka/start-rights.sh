#!/usr/bin/env bash
# Gives the users of the profile `secure` the rights in rights.txt, as admin. Repeating it changes nothing.
set -euo pipefail
: "${KAFKA_ADMIN_PASSWORD:?choose one}"
kafka=${KAFKA_HOME:-/opt/kafka}
here=$(dirname "${BASH_SOURCE[0]}")
admin=/tmp/admin.properties

cat >"$admin" <<SETTINGS
security.protocol=SASL_PLAINTEXT
sasl.mechanism=SCRAM-SHA-512
sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required username="admin" password="$KAFKA_ADMIN_PASSWORD";
SETTINGS

grep -v '^#' "$here/rights.txt" | while read -r user operations kind pattern names; do
  arguments=(--add --allow-principal "User:$user" --resource-pattern-type "$pattern")
  for operation in ${operations//,/ }; do arguments+=(--operation "$operation"); done
  for name in ${names//,/ }; do arguments+=("--$kind" "$name"); done
  "$kafka/bin/kafka-acls.sh" --bootstrap-server kafka-secure:9092 --command-config "$admin" "${arguments[@]}" </dev/null
done
