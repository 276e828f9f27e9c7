/**
 * The ledger's SQL. Rows go in and come out as JSON: arrays of parameters would be spread as literals. A statement with a
 * `$1` is for `runStatement`, one with `?` for MikroORM's `execute`. Rows are found one by one, by `LATERAL (… LIMIT 1)`, or where
 * they are changed by `= ANY (ARRAY(SELECT …))`: PostgreSQL plans `IN (SELECT …)` and joins with such a list as a scan of the
 * whole table, up to some 20,000 rows.
 */
import { createStatement } from '@belltower/support/postgres';

const COLUMNS = `event_id uuid, channel text, delivery_id uuid, appointment_id text, state text, claim uuid, owner uuid,
  attempts int, refusals int, scheduled int, in_doubt int, reconciling boolean, queued_at timestamptz,
  handed_over_at timestamptz, next_attempt_at timestamptz, address text, retry_event_id uuid, provider text,
  provider_message_id text, reports jsonb`;

const NAMES = COLUMNS.split(',').map((column) => column.trim().split(' ')[0]);
const CHANGING = NAMES.filter((name) => !['event_id', 'channel', 'delivery_id', 'appointment_id'].includes(name ?? ''));

/**
 * Records events, with the claims of those that are new; answers, for each, when it was first seen, its deliveries, which
 * of its channels were claimed, and which of its addresses are dead. `first_seen_at` is null when another transaction recorded
 * it at the same moment: run it again.
 */
export const RECORD_EVENTS = createStatement(
  'notifier record events',
  `
WITH e AS (SELECT * FROM jsonb_to_recordset($1::jsonb)
  AS e(event_id uuid, appointment_id text, body text, email text, sms text, claims jsonb)),
added AS (
  INSERT INTO notifier.source_event (event_id, appointment_id, body)
  SELECT DISTINCT ON (event_id) event_id, appointment_id, decode(body, 'base64') FROM e
  ON CONFLICT DO NOTHING RETURNING event_id, first_seen_at),
dead AS MATERIALIZED (
  SELECT e.event_id, p.channel FROM e JOIN LATERAL (SELECT channel FROM notifier.suppression p WHERE p.expires_at > now()
    AND (p.channel, p.address) IN (('email', lower(e.email)), ('sms', e.sms)) LIMIT 2) p ON true),
claimed AS (
  INSERT INTO notifier.delivery (${NAMES.join(', ')})
  SELECT ${NAMES.map((name) => (name === 'queued_at' ? 'a.first_seen_at' : `c.${name}`)).join(', ')}
  FROM e JOIN added a USING (event_id) CROSS JOIN LATERAL jsonb_to_recordset(e.claims) AS c(${COLUMNS})
  WHERE NOT EXISTS (SELECT FROM dead WHERE dead.event_id = e.event_id AND dead.channel = c.channel)
  ON CONFLICT DO NOTHING RETURNING event_id, channel)
SELECT e.event_id AS "eventId", to_jsonb(coalesce(a.first_seen_at, s.first_seen_at)) AS "firstSeenAt",
  coalesce((SELECT jsonb_agg(to_jsonb(d)) FROM notifier.delivery d WHERE d.event_id = e.event_id), '[]') AS entries,
  coalesce((SELECT jsonb_agg(c.channel) FROM claimed c WHERE c.event_id = e.event_id), '[]') AS claimed,
  coalesce((SELECT jsonb_agg(dead.channel) FROM dead WHERE dead.event_id = e.event_id), '[]') AS suppressed
FROM e LEFT JOIN added a USING (event_id)
LEFT JOIN LATERAL (SELECT first_seen_at FROM notifier.source_event s WHERE s.event_id = e.event_id LIMIT 1) s ON true`,
);

/** Changes and adds entries, each only where the ledger still holds what it was made from; answers those that took effect. */
export const WRITE = createStatement(
  'notifier write',
  `
WITH e AS (SELECT * FROM jsonb_to_recordset($1::jsonb) AS e(from_claim uuid, from_state text, takes_over boolean, ${COLUMNS})),
changed AS (
  UPDATE notifier.delivery d SET ${CHANGING.map((name) => `${name} = e.${name}`).join(', ')}, changed_at = now()
  FROM e WHERE e.from_claim IS NOT NULL AND d.event_id = e.event_id AND d.channel = e.channel
    AND d.event_id = ANY (ARRAY(SELECT event_id FROM e))
    AND d.claim = e.from_claim AND d.state = e.from_state
    AND (NOT e.takes_over OR NOT EXISTS (SELECT FROM notifier.owner o WHERE o.id = d.owner AND o.lease_until > now()))
  RETURNING d.delivery_id),
added AS (
  INSERT INTO notifier.delivery (${NAMES.join(', ')}) SELECT ${NAMES.map((name) => `e.${name}`).join(', ')}
  FROM e WHERE e.from_claim IS NULL ON CONFLICT DO NOTHING RETURNING delivery_id)
SELECT delivery_id AS "deliveryId" FROM changed UNION ALL SELECT delivery_id FROM added`,
);

/** Entries by delivery id, with what is left of their owner's lease and their event's bytes. */
export const READ = createStatement(
  'notifier read',
  `
SELECT to_jsonb(d) AS entry, encode(s.body, 'base64') AS body,
  greatest(0, coalesce(extract(epoch FROM o.lease_until - now()) * 1000, 0))::float8 AS "leaseLeftMs"
FROM (SELECT DISTINCT value::uuid AS delivery_id FROM jsonb_array_elements_text($1::jsonb)) w
CROSS JOIN LATERAL (SELECT * FROM notifier.delivery d WHERE d.delivery_id = w.delivery_id LIMIT 1) d
CROSS JOIN LATERAL (SELECT body FROM notifier.source_event s WHERE s.event_id = d.event_id LIMIT 1) s
LEFT JOIN notifier.owner o ON o.id = d.owner`,
);

/**
 * Counts deliveries for their recipients, each recipient at most once in a statement; answers those that there was room
 * for, or that are counted already. The row's lock makes all notifiers count as one.
 */
export const COUNT = createStatement(
  'notifier count recipients',
  `
WITH e AS (SELECT * FROM jsonb_to_recordset($1::jsonb) AS e(key uuid, delivery_id uuid, most int, seconds int)),
counted AS (
  INSERT INTO notifier.recipient_use AS r (key, uses, until)
  SELECT key, jsonb_build_object(delivery_id, extract(epoch FROM now())), now() + make_interval(secs => seconds) FROM e
  ORDER BY key
  ON CONFLICT (key) DO UPDATE SET until = excluded.until, uses = excluded.uses || (
    SELECT coalesce(jsonb_object_agg(u.key, u.value), '{}') FROM jsonb_each(r.uses) u, e
    WHERE e.key = excluded.key AND u.value::float8 > extract(epoch FROM now()) - e.seconds)
  WHERE (SELECT bool_or(u.key = e.delivery_id::text) OR count(u.key) < max(e.most) FROM e LEFT JOIN jsonb_each(r.uses) u
      ON u.value::float8 > extract(epoch FROM now()) - e.seconds WHERE e.key = excluded.key)
  RETURNING r.key)
SELECT e.delivery_id AS "deliveryId" FROM e JOIN counted USING (key)`,
);

/** The bytes of events, by their ids. */
export const READ_BODIES = createStatement(
  'notifier read bodies',
  `
SELECT event_id AS "eventId", encode(body, 'base64') AS body FROM notifier.source_event
WHERE body IS NOT NULL AND event_id = ANY (ARRAY(SELECT value::uuid FROM jsonb_array_elements_text($1::jsonb)))`,
);

/** Holds our lease from now on, by the database's clock. */
export const RENEW = `
INSERT INTO notifier.owner (id, lease_until) VALUES (?::uuid, now() + ? * interval '1 millisecond')
ON CONFLICT (id) DO UPDATE SET lease_until = excluded.lease_until`;

/** Gives our lease up: what we still hold may be taken over at once. */
export const RELEASE = `DELETE FROM notifier.owner WHERE id = ?::uuid`;

/** Removes what has run out by itself. */
export const PURGE_EXPIRED = [
  `DELETE FROM notifier.owner WHERE lease_until < now() - interval '1 day'`,
  `DELETE FROM notifier.suppression WHERE expires_at < now()`,
  `DELETE FROM notifier.recipient_use WHERE until < now()`,
] as const;

/** How many are removed by one statement. */
export const PURGE_PIECE = 5_000;

const ENDED_FOR_DAYS = `
  SELECT s.event_id FROM notifier.source_event s WHERE s.first_seen_at < now() - ? * interval '1 day'
    AND NOT EXISTS (SELECT FROM notifier.delivery d WHERE d.event_id = s.event_id
      AND (d.state IN ('waiting', 'handing_over') OR d.changed_at > now() - ? * interval '1 day'))`;

/** Removes events, and with them their deliveries, whose deliveries ended so many days ago; a piece at a time. */
export const PURGE_EVENTS = `
DELETE FROM notifier.source_event WHERE event_id IN (${ENDED_FOR_DAYS} LIMIT ?) RETURNING event_id`;

/** Removes the bytes, and with them the addresses, of events whose deliveries ended so many days ago. */
export const PURGE_BODIES = `
UPDATE notifier.source_event SET body = NULL WHERE event_id IN (${ENDED_FOR_DAYS} AND s.body IS NOT NULL LIMIT ?) RETURNING event_id`;

export const SUPPRESS = `
INSERT INTO notifier.suppression (channel, address, reason, expires_at) VALUES (?, ?, ?, now() + ? * interval '1 millisecond')
ON CONFLICT (channel, address) DO UPDATE SET reason = excluded.reason, created_at = now(), expires_at = excluded.expires_at`;

export const UNSUPPRESS = `DELETE FROM notifier.suppression WHERE channel = ? AND address = ? RETURNING address`;

export const SUPPRESSED = `
SELECT channel, address, reason, to_jsonb(created_at) AS "createdAt", to_jsonb(expires_at) AS "expiresAt"
FROM notifier.suppression WHERE expires_at > now() ORDER BY created_at DESC`;
