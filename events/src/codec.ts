/**
 * Promise: what `encode` writes, `decode` reads; what `decode` refuses is refused with every broken rule at once.
 * Each field is checked on both the producing and the consuming side.
 */
import type { z } from 'zod';
import { lenientAppointmentFields } from './appointment.ts';
import type { AppointmentEvent } from './appointment-event.ts';
import {
  catalogue,
  type Event,
  type EventByType,
  type EventType,
  type Topic,
  type TypeIn,
  typesIn,
} from './catalogue.ts';
import { storableText } from './text.ts';

/** One broken rule: where, what was expected, and what came (its type only, where it may be personal). */
export interface EventProblem {
  readonly field: string;
  readonly rule: string;
  readonly got: string;
}

/** An event that breaks its contract, or is no JSON at all. It can never be handled: it is poison. */
export class EventError extends Error {
  override readonly name = 'EventError';
  readonly code: 'NOT_JSON' | 'INVALID';
  readonly retryable = false;
  readonly problems: readonly EventProblem[];

  constructor(code: EventError['code'], type: EventType | Topic, problems: readonly EventProblem[]) {
    const broken = problems.map(({ field, rule, got }) => `${field}: ${rule}, got ${got}`);
    super(`${type} breaks its contract: ${broken.join('; ')}`);
    this.code = code;
    this.problems = problems;
  }
}

/** An event as a record of the log. */
export interface EncodedEvent {
  readonly topic: string;
  readonly key: string;
  /** JSON, complete in itself: readers that ignore the headers lose nothing. */
  readonly value: string;
  /** The CloudEvents 1.0 attributes in Kafka's binary mode (github.com/cloudevents/spec, kafka-protocol-binding). */
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Writes an event as a record. `source` names the producer, such as `belltower/server`.
 *
 * @throws {EventError} when the event breaks its own contract
 */
export function encode(event: Event, source: string, traceparent?: string): EncodedEvent {
  parse(event.event_type, event);
  return encodeTrusted(event, source, traceparent);
}

/**
 * The same for an event that its producer built from values it has checked: it is not checked again, which costs several times
 * what writing it does. Types and tests have to keep such events to the contract.
 */
export function encodeTrusted(event: Event, source: string, traceparent?: string): EncodedEvent {
  const { topic, key } = place(event);
  return {
    topic,
    key,
    value: JSON.stringify(event),
    headers: {
      'content-type': 'application/json',
      ce_specversion: '1.0',
      ce_id: event.event_id,
      ce_type: event.event_type,
      ce_source: source,
      ce_time: event.occurred_at,
      ...(traceparent === undefined ? {} : { traceparent }),
    },
  };
}

function place(event: Event): { topic: string; key: string } {
  const { topic, keyOf } = catalogue[event.event_type];
  return { topic, key: (keyOf as (event: Event) => string)(event) }; // the catalogue pairs each type with its key
}

/** An event that was read, and which optional fields in it were ignored because they were invalid. */
export interface DecodedEvent<Type extends EventType> {
  readonly event: EventByType[Type];
  readonly ignored: readonly string[];
}

/**
 * Reads a record's value as an event of one type.
 *
 * @throws {EventError} naming each field, its rule, and what came
 */
export function decode<Type extends EventType>(type: Type, value: Uint8Array | string): DecodedEvent<Type> {
  return check(type, parseJson(type, value));
}

/**
 * Reads a record of a topic as an event of whichever of the topic's types it names.
 *
 * @throws {EventError} as `decode` does, and when the topic has no such type
 */
export function decodeFrom<Name extends Topic>(topic: Name, value: Uint8Array | string): DecodedEvent<TypeIn<Name>> {
  return decodeOneOf(topic, typesIn(topic), value);
}

/**
 * Reads what was kept of an event of an appointment, of whichever type it names.
 *
 * @throws {EventError} as `decode` does
 */
export function decodeAppointmentEvent(value: Uint8Array | string): AppointmentEvent {
  return decodeOneOf(
    'appointments.created',
    [...typesIn('appointments.created'), ...typesIn('appointments.changed')],
    value,
  ).event;
}

function decodeOneOf<Type extends EventType>(
  topic: Topic,
  types: readonly Type[],
  value: Uint8Array | string,
): DecodedEvent<Type> {
  const json = parseJson(topic, value);
  const [only] = types;
  if (types.length === 1 && only !== undefined) return check(only, json);
  const named = at(json, ['event_type']);
  const type = types.find((one) => one === named);
  if (type !== undefined) return check(type, json);
  const rule = `one of ${types.join(', ')} is expected`;
  throw new EventError('INVALID', topic, [{ field: 'event_type', rule, got: describe(named, 'event_type') }]);
}

function check<Type extends EventType>(type: Type, json: unknown): DecodedEvent<Type> {
  const event = parse(type, json);
  return { event, ignored: ignoredIn(type, json, event) };
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function parseJson(type: EventType | Topic, value: Uint8Array | string): unknown {
  try {
    return JSON.parse(typeof value === 'string' ? value : utf8.decode(value));
  } catch {
    const size = `${value.length} ${typeof value === 'string' ? 'characters' : 'bytes'}`;
    throw new EventError('NOT_JSON', type, [{ field: 'value', rule: 'JSON in UTF-8 is expected', got: size }]);
  }
}

function parse<Type extends EventType>(type: Type, json: unknown): EventByType[Type] {
  const schema: z.ZodType = catalogue[type].schema;
  const parsed = schema.safeParse(json);
  if (!parsed.success)
    throw new EventError(
      'INVALID',
      type,
      parsed.error.issues.map((issue) => problemOf(issue, json)),
    );
  return parsed.data as EventByType[Type]; // the catalogue pairs each type with its schema; TypeScript cannot follow the index
}

function problemOf(issue: z.core.$ZodIssue, json: unknown): EventProblem {
  const field = issue.path.join('.') || 'value';
  return { field, rule: issue.message, got: describe(at(json, issue.path), field) };
}

function at(json: unknown, path: readonly PropertyKey[]): unknown {
  let found = json;
  for (const key of path) found = isObject(found) ? found[String(key)] : undefined;
  return found;
}

const PERSONAL = /^(appointment|retry)\.(email|phone_e164)/;

function describe(value: unknown, field: string): string {
  if (value === undefined) return 'nothing';
  if (value === null || typeof value === 'boolean' || typeof value === 'number') return String(value);
  if (typeof value === 'string' && !PERSONAL.test(field)) return JSON.stringify(storableText(value, 60));
  return Array.isArray(value) ? 'an array' : typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

const APPOINTMENT = lenientAppointmentFields.map((field) => ['appointment', field]);
const PREVIOUS = ['time_zone', 'location', 'title', 'duration_minutes'].map((field) => ['previous', field]);

/** The fields of an event that are read as absent when they are invalid. */
const LENIENT: Readonly<Partial<Record<EventType, readonly (readonly string[])[]>>> = {
  'appointments.created': APPOINTMENT,
  'appointments.rescheduled': [...APPOINTMENT, ...PREVIOUS],
  'appointments.cancelled': [...APPOINTMENT, ['reason']],
  'appointments.reminder-due': APPOINTMENT,
};

/** Those of them that came and were read as absent. Fields of the appointment go by their own names. */
function ignoredIn(type: EventType, json: unknown, event: unknown): string[] {
  const lost = (LENIENT[type] ?? []).filter((path) => at(json, path) != null && at(event, path) === undefined);
  return lost.map((path) => path.join('.').replace(/^appointment\./, ''));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
