#!/bin/sh
# Books by an event: appends appointments.created with kcat, and prints its statuses until the mail is terminal.
set -eu
brokers=${KAFKA_BROKERS:-127.0.0.1:9092}
email=${EMAIL:-ana@example.com}

uuid() { cat /proc/sys/kernel/random/uuid 2>/dev/null || uuidgen | tr 'A-Z' 'a-z'; }
now=$(date -u +%Y-%m-%dT%H:%M:%SZ)
in_a_week=$(date -u -d '+7 days' +%Y-%m-%dT%H:%M:%SZ 2>/dev/null || date -u -v+7d +%Y-%m-%dT%H:%M:%SZ)
began=$(date +%s)000
event=$(uuid)
appointment=$(uuid)

# One event a line. Its key is the appointment's id, so that what happens to one appointment stays in order.
printf '%s|{"event_id":"%s","event_type":"appointments.created","occurred_at":"%s","notify":{"email":true},"appointment":{"appointment_id":"%s","user_id":"%s","time":"%s","email":"%s"}}\n' \
  "$appointment" "$event" "$now" "$appointment" "$(uuid)" "$in_a_week" "$email" |
  kcat -P -b "$brokers" -t appointments.created -K '|' -X client.id=kcat-example
echo "sent $event"

statuses() { # of our event, from the moment we began to the end of the topic
  kcat -C -q -e -b "$brokers" -t notifications.status -o "s@$began" -f '%s\n' -X client.id=kcat-example |
    grep "\"$event\"" | sed 's/.*"channel":"\([a-z]*\)".*"status":"\([a-z]*\)".*/\1 \2/' || true
}

shown=0
tries=0
while [ "$tries" -lt "${TRIES:-60}" ]; do
  all=$(statuses)
  count=$(printf '%s' "$all" | grep -c . || true)
  [ "$count" -le "$shown" ] || printf '%s\n' "$all" | tail -n +"$((shown + 1))"
  shown=$count
  case "$all" in *' sent'* | *' delivered'* | *' failed'* | *' skipped'*) exit 0 ;; esac
  tries=$((tries + 1))
  sleep 1
done
echo "nothing terminal came: is a notifier running on $brokers?" >&2
exit 1
