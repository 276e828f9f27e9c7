/** A small play for one fault: a stage, providers that follow a script, and one customer who books and looks. */

import type { SmtpScript } from '@belltower/dev/scripted-smtp-server';
import type { Behaviour } from '@belltower/dev/sms-simulator';
import { until } from '@belltower/dev/until';
import { type Booked, book } from '../testbed/book.ts';
import { type Caller, callAs } from '../testbed/caller.ts';
import { acceptsAll, type ProviderBehaviour } from './providers.ts';
import { removeFolder, type Stage, type StageOptions, startStage } from './stage.ts';

/** What providers do with certain addresses; all others are served at once. */
export interface Script {
  readonly mail?: Readonly<Record<string, (nth: number) => SmtpScript>>;
  readonly sms?: Readonly<Record<string, (nth: number) => Behaviour>>;
}

/** A delivery as GraphQL shows it. */
export interface DeliveryView {
  readonly status: string;
  readonly attempts: number;
  readonly error: { readonly code: string } | null;
  /** `SENDING 1`, or `RETRYING 1 MAYBE_SENT`. */
  readonly history: readonly string[];
}

/** A stage with a customer on it. */
export interface Scene extends Stage {
  readonly customer: Caller;
  /** Books for these addresses: on the channels that have one. */
  book(addresses: Addresses): ReturnType<typeof bookFor>;
}

interface Addresses {
  readonly email?: string;
  readonly phone?: string;
}

/** One service each, an hour of the policy in six minutes, and no callbacks, unless the options say otherwise. */
export async function withScene(
  { script = {}, ...options }: Partial<StageOptions> & { readonly script?: Script },
  play: (scene: Scene) => Promise<void>,
): Promise<void> {
  const stage = await startStage({
    log: 'postgres',
    servers: 1,
    notifiers: 1,
    behaviour: behaviourOf(script),
    ...options,
    environment: { POLICY_TIME_SCALE: '0.1', PUBLIC_URL: '', ...options.environment },
  });
  try {
    const customer = await callAs(stage.servers[0].url, 'anna', 'customer');
    await play({ ...stage, customer, book: (addresses) => bookFor(customer, addresses) });
  } catch (error) {
    console.error(`what the services printed is kept in ${stage.folder}`);
    await stage[Symbol.asyncDispose]();
    throw error;
  }
  await stage[Symbol.asyncDispose]();
  await removeFolder(stage.folder);
}

function behaviourOf({ mail = {}, sms = {} }: Script): ProviderBehaviour {
  return {
    mail: (address, nth) => mail[address]?.(nth) ?? acceptsAll.mail(address, nth),
    sms: (number, nth) => sms[number]?.(nth) ?? acceptsAll.sms(number, nth),
  };
}

/** What was booked, and where each of its deliveries stands. */
async function bookFor(customer: Caller, { email, phone }: Addresses) {
  const notify = { email: email !== undefined, sms: phone !== undefined };
  const { id, feedCursor, deliveries }: Booked = await book(customer, { email, phone, notify });
  const now = async (channel: 'EMAIL' | 'SMS') => {
    const delivery = deliveries.find((one) => one.channel === channel);
    if (delivery === undefined) throw new Error(`nothing was booked on ${channel}`);
    return await look(customer, delivery.id);
  };
  return {
    appointmentId: id,
    feedCursor,
    now,
    /** The same, when it has come to this status. */
    become: (channel: 'EMAIL' | 'SMS', status: 'RETRYING' | 'SENT' | 'DELIVERED' | 'FAILED') =>
      until(`${channel} is ${status}`, async () => {
        const delivery = await now(channel);
        if (delivery.status === status) return delivery;
        throw new Error(`${delivery.status}: ${delivery.history.join(', ')}`);
      }),
  };
}

const DELIVERY = `query ($id: ID!) {
  delivery(id: $id) { status attempts error { code } history { status attempt error { code } } }
}`;

async function look(customer: Caller, id: string): Promise<DeliveryView> {
  type Entry = { readonly status: string; readonly attempt: number; readonly error: DeliveryView['error'] };
  type Found = Omit<DeliveryView, 'history'> & { readonly history: readonly Entry[] };
  const { delivery } = await customer.data<{ delivery: Found }>(DELIVERY, { id });
  const history = delivery.history.map(({ status, attempt, error }) =>
    [status, attempt, ...(error === null ? [] : [error.code])].join(' '),
  );
  return { ...delivery, history };
}
