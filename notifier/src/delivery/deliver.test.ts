import { setTimeout as sleep } from 'node:timers/promises';
import { ChannelError, createRateControl } from '@belltower/channels';
import { describe, expect, it } from 'vitest';
import { quickPolicy } from '../../testing/config.ts';
import { appointmentCreated, retryOf, startWorld, until, type World } from '../../testing/world.ts';
import { createBreaker } from '../channel/breaker.ts';
import type { Outlet, ReadyMessage } from '../channel/channel-runtime.ts';
import { createSlots } from '../channel/slots.ts';
import { createFaults } from '../faults.ts';
import { startConsumer } from '../intake/consumer.ts';
import { openPostgresLedger } from '../ledger/postgres-ledger.ts';
import { createMetrics } from '../metrics.ts';
import { createReporter } from '../report/report.ts';
import { createDeliver } from './deliver.ts';
import { createAlarms } from './timers.ts';

interface Handlers {
  readonly email?: () => ReadyMessage;
  readonly sms?: () => ReadyMessage;
}

/** A notifier's inner parts on a real log and ledger, with ways out of a test's own. */
async function startParts(world: World, handlers: Handlers, slots = 10) {
  await using started = new AsyncDisposableStack();
  const stopping = new AbortController();
  const metrics = createMetrics();
  const faults = createFaults(world.logger, metrics);
  const options = { url: world.database.url, lease: quickPolicy.lease, retentionDays: 90, bodyRetentionDays: 30 };
  const ledger = started.use(await openPostgresLedger(options));
  const reporter = started.use(
    createReporter(world.log, { failed: (what, error) => faults[what].failed(error), written: () => {} }),
  );
  const alarms = started.use(createAlarms());
  started.defer(() => stopping.abort());
  const outletOf = (name: 'email' | 'sms', prepare: () => ReadyMessage): Outlet => ({
    name,
    provider: 'test',
    canAsk: false,
    slots: createSlots(slots),
    rate: createRateControl({ ratePerSecond: 1e6, burst: 1e6, maxConcurrent: 1e6 }),
    breaker: started.use(createBreaker(quickPolicy.breaker, () => {})),
    prepare,
  });
  const outlets = new Map<'email' | 'sms', Outlet>();
  if (handlers.email !== undefined) outlets.set('email', outletOf('email', handlers.email));
  if (handlers.sms !== undefined) outlets.set('sms', outletOf('sms', handlers.sms));
  const shared = {
    ledger,
    reporter,
    alarms,
    outlets,
    metrics,
    faults,
    stopping: stopping.signal,
    cutting: new AbortController().signal,
  };
  const deliver = createDeliver({
    ...shared,
    policy: quickPolicy.retry,
    sendDeadlineMs: quickPolicy.sendDeadlineMs,
    unexpectedLimit: 5,
    bounds: { smsCountries: undefined, messagesPerDay: 0 },
    suppressForMs: 1_000,
    log: world.logger,
  });
  started.use(
    startConsumer({
      ...shared,
      log: world.log,
      deliver,
      retentionMs: 90 * 86_400_000,
      slots,
      drainMs: 1_000,
      logger: world.logger,
      onNotice: () => {},
      onFatal: (error) => world.logger.fatal({ err: error }),
    }),
  );
  const own = started.move();
  return { outlets, metrics, alarms, [Symbol.asyncDispose]: () => own.disposeAsync() };
}

const receipt = { provider: 'test', providerMessageId: null, acceptedAt: new Date() };
const never = new Promise<never>(() => {});

describe('delivering', () => {
  it('gives up what our own code fails on five times, and parks a copy, so that nothing is blocked for ever', async () => {
    await using world = await startWorld();
    let failures = 0;
    await using _parts = await startParts(world, {
      email: () => {
        failures += 1;
        throw new TypeError('a bug of ours');
      },
    });
    const event = appointmentCreated({ email: 'ann@example.com' });
    await world.append(event);
    await world.finished(1);
    expect(failures).toBe(5);
    expect(world.told(event, 'email')).toEqual(['failed 1 REJECTED']);
    const letter = await until('a dead letter', () => world.deadLetters[0]);
    expect(letter.headers).toMatchObject({ 'dead-letter-code': 'UNEXPECTED', 'dead-letter-reason': 'a bug of ours' });
    expect(letter.headers).toMatchObject({ ce_id: event.event_id, 'content-type': 'application/json' });
    expect(Buffer.from(letter.value).toString()).toBe(JSON.stringify(event)); // to the byte, from the ledger
  });

  it('goes on after our own code failed a few times', async () => {
    await using world = await startWorld();
    let tries = 0;
    await using _parts = await startParts(world, {
      email() {
        tries += 1;
        if (tries < 4) throw new TypeError('a bug of ours');
        return { send: async () => receipt };
      },
    });
    const event = appointmentCreated({ email: 'ann@example.com' });
    await world.append(event);
    await world.finished(1);
    expect(world.told(event, 'email')).toEqual(['sending 1', 'sent 1']);
  });

  it('takes an error that a channel does not know as a doubt', async () => {
    await using world = await startWorld();
    let tries = 0;
    await using _parts = await startParts(world, {
      email: () => ({
        async send() {
          tries += 1;
          if (tries === 1) throw new RangeError('who knows');
          return receipt;
        },
      }),
    });
    const event = appointmentCreated({ email: 'ann@example.com' });
    await world.append(event);
    await world.finished(1);
    expect(world.told(event, 'email')).toEqual(['sending 1', 'retrying 1 MAYBE_SENT', 'sending 2', 'sent 2']);
  });

  it('holds no slot while a delivery waits, and no more hand-overs at a time than there are slots', async () => {
    await using world = await startWorld();
    let inProgress = 0;
    let most = 0;
    let tries = 0;
    await using parts = await startParts(
      world,
      {
        email: () => ({
          async send() {
            inProgress += 1;
            most = Math.max(most, inProgress);
            await sleep(5);
            inProgress -= 1;
            tries += 1;
            if (tries <= 30)
              throw new ChannelError('later', { code: 'RATE_LIMITED', kind: 'retry', providerCode: '421' });
            return receipt;
          },
        }),
      },
      3,
    );
    await world.append(...Array.from({ length: 30 }, (_, i) => appointmentCreated({ email: `p${i}@example.com` })));
    await world.finished(30);
    expect(most).toBe(3);
    expect(parts.outlets.get('email')?.slots.taken).toBe(0);
  });

  it('reads no more when every channel has as many waiting for a slot as it has slots', async () => {
    await using world = await startWorld();
    const open = Promise.withResolvers<void>();
    await using parts = await startParts(
      world,
      { email: () => ({ send: () => open.promise.then(() => receipt) }) },
      10,
    );
    const total = 1_700; // the log gives 500 at a time
    for (let i = 0; i < total; i += 100) {
      await world.append(
        ...Array.from({ length: 100 }, (_, j) => appointmentCreated({ email: `p${i + j}@example.com` })),
      );
    }
    const taken = async () => {
      const { values } = await parts.metrics.consumed.get();
      return values.reduce((sum, { value }) => sum + value, 0);
    };
    await until('it is full', () => (parts.outlets.get('email')?.slots.waiting ?? 0) >= 10);
    // another topic goes on being read and finished meanwhile, so there was time enough
    await world.append(retryOf(appointmentCreated({ email: 'ann@example.com' }), 1));
    await world.finished(1, 'notifications.retry-requested');
    expect(await taken()).toBeLessThan(total);
    open.resolve();
    await world.finished(total);
    expect(await taken()).toBe(total + 1);
  });

  it('leaves unfinished what it could not end, for whoever comes next', async () => {
    await using world = await startWorld();
    const event = appointmentCreated({ email: 'ann@example.com' });
    {
      await using parts = await startParts(world, { email: () => ({ send: () => never }) });
      await world.append(event);
      await until('handed over', () => parts.outlets.get('email')?.slots.taken === 1);
    }
    expect(await world.committed()).toBe(0);
  });

  it('is done when its entry was erased while it waited', async () => {
    await using world = await startWorld();
    await using parts = await startParts(world, {
      email: () => ({
        async send() {
          throw new ChannelError('later', {
            code: 'RATE_LIMITED',
            kind: 'retry',
            providerCode: '421',
            retryAfterMs: 500,
          });
        },
      }),
    });
    await world.append(appointmentCreated({ email: 'ann@example.com' }));
    await until('waiting', () => parts.alarms.size === 1);
    await world.database.query('DELETE FROM notifier.source_event');
    await world.finished(1);
  });
});
