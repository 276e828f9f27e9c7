#!/usr/bin/env bash
# Starts the broker of the profile `secure`: formats its storage once, with the users' passwords in it, then runs it.
# From the environment: CLUSTER_ID, KAFKA_{ADMIN,SERVER,NOTIFIER}_PASSWORD.
set -euo pipefail
: "${KAFKA_ADMIN_PASSWORD:?choose one}" "${KAFKA_SERVER_PASSWORD:?choose one}" "${KAFKA_NOTIFIER_PASSWORD:?choose one}"
kafka=${KAFKA_HOME:-/opt/kafka}
here=$(dirname "${BASH_SOURCE[0]}")
settings=/tmp/server.properties

cat "$here/secure.properties" - >"$settings" <<SETTINGS
process.roles=broker,controller
node.id=1
controller.quorum.bootstrap.servers=localhost:9093
controller.listener.names=CONTROLLER
inter.broker.listener.name=INTERNAL
listeners=CLIENT://:9092,INTERNAL://localhost:9095,CONTROLLER://localhost:9093
advertised.listeners=CLIENT://kafka-secure:9092,INTERNAL://localhost:9095,CONTROLLER://localhost:9093
listener.security.protocol.map=CLIENT:SASL_PLAINTEXT,INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT
log.dirs=/var/lib/kafka/data
offsets.topic.replication.factor=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
SETTINGS

"$kafka/bin/kafka-storage.sh" format --standalone --ignore-formatted -t "$CLUSTER_ID" -c "$settings" \
  --add-scram "SCRAM-SHA-512=[name=admin,password=$KAFKA_ADMIN_PASSWORD]" \
  --add-scram "SCRAM-SHA-512=[name=server,password=$KAFKA_SERVER_PASSWORD]" \
  --add-scram "SCRAM-SHA-512=[name=notifier,password=$KAFKA_NOTIFIER_PASSWORD]"
exec "$kafka/bin/kafka-server-start.sh" "$settings"
