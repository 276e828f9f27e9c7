/**
 * The ledger's SQL. Rows go in and come out as JSON: arrays of parameters would be spread as literals. A statement with a
 * `$1` is for `runStatement`, one with `?` for MikroORM's `execute`. Rows are found one by one, by `LATERAL (… LIMIT 1)`, or where
 * they are changed by `= ANY (ARRAY(SELECT …))`: PostgreSQL plans `IN (SELECT …)` and joins with such a list as a scan of the
 * whole table, up to some 20,000 rows.
 */
import { createStatement } from '@belltower/support/postgres';

const COLUMNS = `event_id uuid, channel text, delivery_id uuid, appointment_id text, kind text, sequence int,
  state text, claim uuid, owner uuid,
  attempts int, refusals int, scheduled int, in_doubt int, reconciling boolean, queued_at timestamptz,
  handed_over_at timestamptz, next_attempt_at timestamptz, address text, retry_event_id uuid, provider text,
  provider_message_id text, reports jsonb`;

const NAMES = COLUMNS.split(',').map((column) => column.trim().split(' ')[0]);
const CHANGING = NAMES.filter(
  (name) => !['event_id', 'channel', 'delivery_id', 'appointment_id', 'kind', 'sequence'].includes(name ?? ''),
);

/** Whether the delivery `d` is outdated by the newest change `n` of its appointment: as `isOutdated` says. */
const OUTDATED = (d: string) =>
  `(n.sequence > ${d}.sequence OR n.is_cancelled AND n.sequence = ${d}.sequence AND ${d}.kind = 'reminder')`;

/**
 * Records events, with the claims of those that are new and not outdated; answers, for each, when it was first seen and for which
 * appointment, its deliveries, which of its channels were claimed, which of its addresses are dead, and the newest change of its
 * appointment. A change that is new is recorded as the newest if it is; a booking writes no row for that. `first_seen_at` is null when another transaction recorded
 * it at the same moment: run it again.
 */
export const RECORD_EVENTS = createStatement(
  'notifier record events',
  `
WITH e AS (SELECT * FROM jsonb_to_recordset($1::jsonb)
  AS e(event_id uuid, appointment_id text, sequence int, is_cancellation boolean, body text, email text, sms text, claims jsonb)),
added AS (
  INSERT INTO notifier.source_event (event_id, appointment_id, body)
  SELECT DISTINCT ON (event_id) event_id, appointment_id, decode(body, 'base64') FROM e
  ON CONFLICT DO NOTHING RETURNING event_id, first_seen_at),
dead AS MATERIALIZED (
  SELECT e.event_id, p.channel FROM e JOIN LATERAL (SELECT channel FROM notifier.suppression p WHERE p.expires_at > now()
    AND (p.channel, p.address) IN (('email', lower(e.email)), ('sms', e.sms)) LIMIT 2) p ON true),
changes AS MATERIALIZED (
  SELECT DISTINCT ON (appointment_id) appointment_id, sequence, is_cancellation,
    jsonb_build_array(sequence, is_cancellation) AS standing
  FROM e JOIN added USING (event_id) WHERE sequence > 0 ORDER BY appointment_id, sequence DESC, is_cancellation DESC),
changed AS (
  INSERT INTO notifier.appointment AS a (id, sequence, is_cancelled)
  SELECT appointment_id, sequence, is_cancellation FROM changes ORDER BY appointment_id
  ON CONFLICT (id) DO UPDATE SET sequence = excluded.sequence, is_cancelled = excluded.is_cancelled, recorded_at = now()
  WHERE (excluded.sequence, excluded.is_cancelled) > (a.sequence, a.is_cancelled)),
newest AS MATERIALIZED (
  SELECT event_id, (standing->>0)::int AS sequence, (standing->>1)::boolean AS is_cancelled FROM (
    SELECT e.event_id, greatest(a.standing, c.standing) AS standing
    FROM e LEFT JOIN changes c ON c.appointment_id = e.appointment_id
    LEFT JOIN LATERAL (SELECT jsonb_build_array(a.sequence, a.is_cancelled) AS standing
      FROM notifier.appointment a WHERE a.id = e.appointment_id LIMIT 1) a ON true) s
  WHERE standing IS NOT NULL),
claimed AS (
  INSERT INTO notifier.delivery (${NAMES.join(', ')})
  SELECT ${NAMES.map((name) => (name === 'queued_at' ? 'a.first_seen_at' : `c.${name}`)).join(', ')}
  FROM e JOIN added a USING (event_id) CROSS JOIN LATERAL jsonb_to_recordset(e.claims) AS c(${COLUMNS})
  WHERE NOT EXISTS (SELECT FROM dead WHERE dead.event_id = e.event_id AND dead.channel = c.channel)
    AND NOT EXISTS (SELECT FROM newest n WHERE n.event_id = e.event_id AND ${OUTDATED('c')})
  ON CONFLICT DO NOTHING RETURNING event_id, channel)
SELECT e.event_id AS "eventId", coalesce(s.appointment_id, e.appointment_id) AS "appointmentId",
  to_jsonb(coalesce(a.first_seen_at, s.first_seen_at)) AS "firstSeenAt", a.event_id IS NOT NULL AS "isNew",
  coalesce((SELECT jsonb_agg(to_jsonb(d)) FROM notifier.delivery d WHERE d.event_id = e.event_id), '[]') AS entries,
  coalesce((SELECT jsonb_agg(c.channel) FROM claimed c WHERE c.event_id = e.event_id), '[]') AS claimed,
  coalesce((SELECT jsonb_agg(dead.channel) FROM dead WHERE dead.event_id = e.event_id), '[]') AS suppressed,
  (SELECT jsonb_build_object('sequence', sequence, 'isCancelled', is_cancelled) FROM newest n WHERE n.event_id = e.event_id) AS newest
FROM e LEFT JOIN added a USING (event_id)
LEFT JOIN LATERAL (SELECT first_seen_at, appointment_id FROM notifier.source_event s WHERE s.event_id = e.event_id LIMIT 1) s ON true`,
);

/**
 * Changes and adds entries, each only where the ledger still holds what it was made from, and a claim for an attempt only where it
 * is not outdated; answers those that took effect, and for those that are outdated the newest change.
 */
export const WRITE = createStatement(
  'notifier write',
  `
WITH e AS (SELECT * FROM jsonb_to_recordset($1::jsonb) AS e(from_claim uuid, from_state text, takes_over boolean, ${COLUMNS})),
outdated AS MATERIALIZED (
  SELECT e.delivery_id, jsonb_build_object('sequence', n.sequence, 'isCancelled', n.is_cancelled) AS newest FROM e CROSS JOIN LATERAL (
    SELECT sequence, is_cancelled FROM notifier.appointment n WHERE n.id = e.appointment_id AND ${OUTDATED('e')} LIMIT 1) n
  WHERE e.state = 'handing_over' AND e.from_state IS DISTINCT FROM 'handing_over'),
changed AS (
  UPDATE notifier.delivery d SET ${CHANGING.map((name) => `${name} = e.${name}`).join(', ')}, changed_at = now()
  FROM e WHERE e.from_claim IS NOT NULL AND d.event_id = e.event_id AND d.channel = e.channel
    AND d.event_id = ANY (ARRAY(SELECT event_id FROM e))
    AND d.claim = e.from_claim AND d.state = e.from_state
    AND NOT EXISTS (SELECT FROM outdated o WHERE o.delivery_id = e.delivery_id)
    AND (NOT e.takes_over OR NOT EXISTS (SELECT FROM notifier.owner o WHERE o.id = d.owner AND o.lease_until > now()))
  RETURNING d.delivery_id),
added AS (
  INSERT INTO notifier.delivery (${NAMES.join(', ')}) SELECT ${NAMES.map((name) => `e.${name}`).join(', ')}
  FROM e WHERE e.from_claim IS NULL AND NOT EXISTS (SELECT FROM outdated o WHERE o.delivery_id = e.delivery_id)
  ON CONFLICT DO NOTHING RETURNING delivery_id)
SELECT delivery_id AS "deliveryId", NULL::jsonb AS newest FROM changed UNION ALL SELECT delivery_id, NULL FROM added
UNION ALL SELECT delivery_id, newest FROM outdated`,
);

/** Entries by delivery id, with what is left of their owner's lease, their event's bytes, and the newest change of their appointment. */
export const READ = createStatement(
  'notifier read',
  `
SELECT to_jsonb(d) AS entry, encode(s.body, 'base64') AS body,
  greatest(0, coalesce(extract(epoch FROM o.lease_until - now()) * 1000, 0))::float8 AS "leaseLeftMs",
  (SELECT jsonb_build_object('sequence', n.sequence, 'isCancelled', n.is_cancelled)
    FROM notifier.appointment n WHERE n.id = d.appointment_id) AS newest
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

/**
 * The newest changes recorded since an instant (null: of the last minute), and where to go on: a minute back, as one that is being
 * committed has the time at which it began, or at the last of them where there are more.
 */
export const CHANGES = createStatement(
  'notifier changes',
  `
WITH c AS MATERIALIZED (
  SELECT id, sequence, is_cancelled, recorded_at FROM notifier.appointment
  WHERE recorded_at >= coalesce(($1::jsonb->>0)::timestamptz, now() - interval '1 minute') ORDER BY recorded_at LIMIT 10000)
SELECT coalesce((SELECT jsonb_agg(jsonb_build_object('appointmentId', id,
    'newest', jsonb_build_object('sequence', sequence, 'isCancelled', is_cancelled))) FROM c), '[]') AS changes,
  to_jsonb(CASE WHEN (SELECT count(*) FROM c) = 10000 THEN (SELECT max(recorded_at) FROM c)
    ELSE now() - interval '1 minute' END) AS next`,
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

/**
 * Removes the newest changes of appointments, a piece at a time: twice as long after they were recorded as an event is kept, so that
 * no delivery is left that one of them makes old.
 */
export const PURGE_APPOINTMENTS = `
DELETE FROM notifier.appointment WHERE id IN (
  SELECT id FROM notifier.appointment WHERE recorded_at < now() - (? + ?) * interval '1 day' LIMIT ?) RETURNING id`;

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
