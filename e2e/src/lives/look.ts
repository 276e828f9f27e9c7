/** Collects what all parts of the system have of each life when it is over. */
import { advances, type ChannelName, type DeliveryKind } from '@belltower/events';
import PostalMime from 'postal-mime';
import { type KeptEntries, receive } from '../../../messages/src/testing/calendar-keeper.ts';
import { readEvents, readHistory, readRecorded, readReminders, readStatusEvents, statusOf } from '../chaos/history.ts';
import type { Stage } from '../chaos/stage.ts';
import type { Caller } from '../testbed/caller.ts';
import type { Seen, SeenAppointment, SeenDelivery } from './judge-life.ts';
import { correctedOf, type Life } from './life.ts';

/** A life that was lived. */
export interface Lived {
  readonly life: Life;
  readonly appointmentId: string;
}

/** Everything that is looked at, of all lives. */
export interface LookOptions {
  readonly stage: Stage;
  readonly staff: Caller;
  readonly lived: readonly Lived[];
  /** The mails that were accepted, in order. */
  readonly mails: readonly { readonly to: string; readonly raw: string }[];
}

/** Looks at everything once. */
export async function lookAt({ stage, staff, lived, mails }: LookOptions) {
  await using log = stage.openLog();
  const [events, statusEvents, history, recorded, reminders, ledger] = await Promise.all([
    readEvents(log),
    readStatusEvents(log),
    readHistory(stage.query),
    readRecorded(stage.query),
    readReminders(stage.query),
    stage.query<LedgerRow>(
      `SELECT delivery_id AS id, kind, sequence, reports->-1->>'status' AS status, (reports->-1->>'attempt')::int AS attempts FROM notifier.delivery`,
    ),
  ]);
  const { accepts } = stage.providers;
  const parts: Parts = {
    reported: Map.groupBy(statusEvents, ({ deliveryId }) => deliveryId),
    accepts: Map.groupBy(accepts, ({ deliveryId }) => deliveryId ?? ''),
    ledger: new Map(ledger.map(({ id, ...row }) => [id, row])),
  };
  const mailsTo = Map.groupBy(mails, ({ to }) => to);
  const remindersOf = Map.groupBy(reminders, ({ appointmentId }) => appointmentId);

  async function see({ life, appointmentId }: Lived): Promise<Seen> {
    const answer = await staff.data<Answer>(LOOK, { id: appointmentId });
    const { appointment } = answer;
    const deliveries = answer.deliveries.nodes.map((node) => seenOf(node, parts));
    const kept: KeptEntries = await [life.email, correctedOf(life, 'email')]
      .flatMap((address) => mailsTo.get(address) ?? [])
      .reduce(
        async (before, { raw }) => (await entriesIn(raw)).reduce((all, entry) => receive(all, entry), await before),
        Promise.resolve<KeptEntries>(new Map()),
      );
    const calendar = [...kept.values()].map(({ sequence, start, location, status }) => ({
      sequence,
      start,
      location,
      status,
    }));
    return { appointment, deliveries, reminders: remindersOf.get(appointmentId) ?? [], calendar };
  }

  const seen: { readonly life: Life; readonly seen: Seen }[] = [];
  for (const one of lived) seen.push({ life: one.life, seen: await see(one) });
  return { seen, accepts, events, statusEvents, history, recorded, reminders };
}

interface LedgerRow {
  readonly id: string;
  readonly kind: string;
  readonly sequence: number;
  readonly status: string;
  readonly attempts: number;
}

interface Parts {
  readonly reported: ReadonlyMap<string, Awaited<ReturnType<typeof readStatusEvents>>>;
  readonly accepts: ReadonlyMap<string, readonly { readonly address: string; readonly identity: string }[]>;
  readonly ledger: ReadonlyMap<string, Omit<LedgerRow, 'id'>>;
}

const LOOK = `query ($id: ID!) {
  appointment(id: $id) { status sequence time location history { kind sequence time location } }
  deliveries(filter: { appointmentId: $id }, first: 100) {
    nodes { id channel kind sequence status attempts error { code } history { status attempt error { code } } }
  }
}`;

interface Node {
  readonly id: string;
  readonly channel: Uppercase<ChannelName>;
  readonly kind: Uppercase<DeliveryKind>;
  readonly sequence: number;
  readonly status: string;
  readonly attempts: number;
  readonly error: { readonly code: string } | null;
  readonly history: readonly {
    readonly status: string;
    readonly attempt: number;
    readonly error: { readonly code: string } | null;
  }[];
}

interface Answer {
  readonly appointment: SeenAppointment | null;
  readonly deliveries: { readonly nodes: readonly Node[] };
}

function seenOf(node: Node, { reported, accepts, ledger }: Parts): SeenDelivery {
  const steps = reported.get(node.id) ?? [];
  // the topic may have a status twice: what does not advance is a repeat
  const advancing: (typeof steps)[number][] = [];
  for (const step of steps) if (advances(advancing.at(-1) ?? null, step)) advancing.push(step);
  const line = (status: string, attempt: number, code: string | null) =>
    [statusOf(status), attempt, ...(code === null ? [] : [code])].join(' ');
  const accepted = accepts.get(node.id) ?? [];
  return {
    id: node.id,
    channel: node.channel.toLowerCase() as ChannelName,
    kind: node.kind.toLowerCase() as DeliveryKind,
    sequence: node.sequence,
    status: statusOf(node.status),
    attempts: node.attempts,
    errorCode: node.error?.code ?? null,
    history: node.history.map(({ status, attempt, error }) => line(status, attempt, error?.code ?? null)),
    reported: advancing.map(({ status, attempt, errorCode }) => line(status, attempt, errorCode)),
    ledger: ledger.get(node.id) ?? null,
    acceptedAt: accepted.map(({ address }) => address),
    texts: node.channel === 'SMS' ? accepted.map(({ identity }) => identity) : [],
  };
}

async function entriesIn(raw: string): Promise<string[]> {
  const { attachments } = await PostalMime.parse(raw, { attachmentEncoding: 'utf8' });
  const [entry] = attachments.filter(({ mimeType }) => mimeType === 'text/calendar');
  return entry === undefined ? [] : [String(entry.content)];
}
