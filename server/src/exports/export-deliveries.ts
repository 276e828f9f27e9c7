import { referenceOf } from '@belltower/events';
import type { AppointmentRow } from '../appointments/appointment.ts';
import type { Caller } from '../auth/caller.ts';
import type { AcknowledgementRow } from '../deliveries/acknowledgement.ts';
import type { DeliveryRow } from '../deliveries/delivery.ts';
import type { DeliveryConditions } from '../deliveries/delivery-conditions.ts';
import { listDeliveries } from '../deliveries/delivery-list.ts';
import type { DeliveryOrder } from '../deliveries/delivery-order.ts';
import { attemptOriginFor } from '../graphql/attempt-origin.ts';
import { createContext, type Services } from '../graphql/context.ts';
import { parseDeliveryFilter } from '../graphql/delivery-filter.ts';
import { channelNamed, channelOf, kindNamed, kindOf, orderNamed, statusNamed, statusOf } from '../graphql/enums.ts';
import type { CellValue } from './csv.ts';
import { localInstant } from './local-instant.ts';
import { readParameters } from './parameters.ts';

/** What the cells of one delivery are made of. */
interface Exported {
  readonly delivery: DeliveryRow;
  readonly appointment: AppointmentRow | null;
  readonly acknowledgement: AcknowledgementRow | null;
  readonly recipient: string | null;
  readonly referencePrefix: string | undefined;
  readonly timeZone: string;
}

/** The columns there are, by their names. */
const COLUMNS = {
  id: ({ delivery }) => delivery.id,
  reference: ({ appointment, referencePrefix }) => appointment && referenceOf(appointment.id, referencePrefix),
  customerName: ({ appointment }) => appointment?.customerName ?? null,
  title: ({ appointment }) => appointment?.title ?? null,
  location: ({ appointment }) => appointment?.location ?? null,
  appointmentTime: ({ appointment, timeZone }) => localInstant(appointment?.time ?? null, timeZone),
  channel: ({ delivery }) => channelOf[delivery.channel],
  kind: ({ delivery }) => kindOf[delivery.kind],
  recipient: ({ recipient }) => recipient,
  status: ({ delivery }) => statusOf[delivery.status],
  attempts: ({ delivery }) => delivery.attempts,
  errorCode: ({ delivery }) => delivery.errorCode,
  errorMessage: ({ delivery }) => delivery.errorMessage,
  nextAttemptAt: ({ delivery, timeZone }) => localInstant(delivery.nextAttemptAt, timeZone),
  acknowledgedBy: ({ acknowledgement }) => acknowledgement?.by ?? null,
  acknowledgedAt: ({ acknowledgement, timeZone }) => localInstant(acknowledgement?.at ?? null, timeZone),
  acknowledgementNote: ({ acknowledgement }) => acknowledgement?.note ?? null,
  createdAt: ({ delivery, timeZone }) => localInstant(delivery.createdAt, timeZone),
  updatedAt: ({ delivery, timeZone }) => localInstant(delivery.updatedAt, timeZone),
  appointmentId: ({ delivery }) => delivery.appointmentId,
  userId: ({ delivery }) => delivery.userId,
  provider: ({ delivery }) => delivery.provider,
  providerMessageId: ({ delivery }) => delivery.providerMessageId,
} as const satisfies Record<string, (row: Exported) => CellValue>;
type Column = keyof typeof COLUMNS;
const columnNames = Object.keys(COLUMNS) as readonly Column[];

/** Which deliveries are exported, and how. */
export interface DeliveryExport {
  readonly conditions: DeliveryConditions;
  readonly order: DeliveryOrder;
  readonly timeZone: string;
  readonly columns: readonly Column[];
}

const keys = <Key extends string>(of: Readonly<Record<Key, unknown>>) => Object.keys(of) as Key[];
const LISTS = { statuses: statusNamed, channels: channelNamed, kinds: kindNamed } as const;
const INSTANTS = ['since', 'until', 'appointmentSince', 'appointmentUntil'] as const;
const KNOWN = [
  ...['statuses', 'channels', 'kinds', 'errorCodes', 'appointmentId', 'ids', 'open', ...INSTANTS, 'search'],
  ...['timeZone', 'columns', 'orderBy'],
];
const MOST_IDS = 1_000;

/** Reads the parameters of an export. @throws {RequestError} BAD_USER_INPUT */
export function parseDeliveryExport(
  query: Readonly<Record<string, unknown>>,
  caller: Caller,
  defaultCountry: string | undefined,
): DeliveryExport {
  const given = readParameters(query, KNOWN);
  const open = given.one('open', ['true', 'false']);
  const texts = (name: string) =>
    given
      .text(name)
      ?.split(',')
      .map((part) => part.trim()) ?? null;
  const ids = texts('ids');
  if ((ids?.length ?? 0) > MOST_IDS) given.refuse('ids', 'TOO_LONG', `must be ${MOST_IDS} ids at most`);
  if ((given.text('search')?.trim().length ?? 0) > 255)
    given.refuse('search', 'TOO_LONG', 'must have at most 255 characters');
  const filter = {
    statuses: given.several('statuses', keys(LISTS.statuses)) ?? null,
    channels: given.several('channels', keys(LISTS.channels)) ?? null,
    kinds: given.several('kinds', keys(LISTS.kinds)) ?? null,
    errorCodes: texts('errorCodes'),
    appointmentId: given.text('appointmentId') ?? null,
    ids,
    open: open === undefined ? null : open === 'true',
    ...Object.fromEntries(INSTANTS.map((name) => [name, given.instant(name) ?? null])),
    search: given.text('search') ?? null,
  };
  const order = orderNamed[given.one('orderBy', keys(orderNamed)) ?? 'CREATED_DESC'];
  const timeZone = given.timeZone('timeZone');
  const columns = given.several('columns', columnNames) ?? columnNames;
  given.done();
  return { conditions: parseDeliveryFilter(filter, { caller, defaultCountry }), order, timeZone, columns };
}

/** How many deliveries are read at once: with their texts some megabytes. */
const PAGE = 1_000;

/** Reads the cells of all deliveries, page by page: between two pages nothing is held in the database. */
export async function* exportDeliveries(
  services: Services,
  caller: Caller,
  { conditions, order, timeZone, columns }: DeliveryExport,
): AsyncGenerator<readonly (readonly CellValue[])[]> {
  const { db, referencePrefix } = services;
  for (let after = null; ; ) {
    const found = await listDeliveries(db.fork(), caller, conditions, { first: PAGE, after }, { order });
    const context = createContext(services, caller);
    const loaders = context.loaders();
    yield await Promise.all(
      found.slice(0, PAGE).map(async ({ row: delivery }) => {
        const [appointment, acknowledgement, { recipient }] = await Promise.all([
          delivery.userId === null ? null : loaders.appointment.load(delivery.appointmentId),
          delivery.status === 'failed' ? loaders.acknowledgementOf.load(delivery.id) : null,
          attemptOriginFor(context, delivery, delivery.attempts),
        ]);
        const exported = { delivery, appointment, acknowledgement, recipient, referencePrefix, timeZone };
        return columns.map((column) => COLUMNS[column](exported));
      }),
    );
    if (found.length <= PAGE) return;
    after = found[PAGE - 1]?.place ?? null;
  }
}
