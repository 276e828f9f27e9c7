import { setTimeout as sleep } from 'node:timers/promises';
import { ChannelError, createRateControl } from '@belltower/channels';
import { describe, expect, it } from 'vitest';
import { quickPolicy } from '../../testing/config.ts';
import { appointmentCreated, retryOf, startWorld, until, type World } from '../../testing/world.ts';
import { createBreaker } from '../channel/breaker.ts';
import type { ChannelRuntime, ReadyMessage } from '../channel/channel-runtime.ts';
import { createFaults } from '../faults.ts';
import { startConsumer } from '../intake/consumer.ts';
import { openPostgresLedger } from '../ledger/postgres-ledger.ts';
import { createMetrics } from '../metrics.ts';
import { createReporter } from '../report/reporter.ts';
import { createDeliveryRunner } from './run-delivery.ts';
import { createTimers } from './timers.ts';

type Sends = Omit<ReadyMessage, 'contentHash'>;

interface Handlers {
  readonly email?: () => Sends;
  readonly sms?: () => Sends;
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
  const timers = started.use(createTimers());
  started.defer(() => stopping.abort());
  const runtimeOf = (name: 'email' | 'sms', prepare: () => Sends): ChannelRuntime => ({
    name,
    provider: 'test',
    canAsk: false,
    rate: createRateControl({ ratePerSecond: 1e6, burst: 1e6, maxConcurrent: slots }),
    breaker: started.use(createBreaker(quickPolicy.breaker, () => {})),
    prepare: () => ({ contentHash: '0'.repeat(32), ...prepare() }),
  });
  const channels = new Map<'email' | 'sms', ChannelRuntime>();
  if (handlers.email !== undefined) channels.set('email', runtimeOf('email', handlers.email));
  if (handlers.sms !== undefined) channels.set('sms', runtimeOf('sms', handlers.sms));
  const shared = {
    ledger,
    reporter,
    timers,
    channels,
    metrics,
    faults,
    stopping: stopping.signal,
    cutting: new AbortController().signal,
  };
  const runner = createDeliveryRunner({
    ...shared,
    policy: quickPolicy.retry,
    unexpectedLimit: 5,
    bounds: { smsCountries: undefined, messagesPerDay: 0 },
    suppressForMs: 1_000,
    log: world.logger,
  });
  started.use(
    startConsumer({
      ...shared,
      log: world.log,
      runner,
      retentionMs: 90 * 86_400_000,
      maxWaiting: slots,
      drainMs: 1_000,
      changesEveryMs: 1_000,
      logger: world.logger,
      onNotice: () => {},
      onFatal: (error) => world.logger.fatal({ err: error }),
    }),
  );
  const own = started.move();
  return { channels, metrics, timers, [Symbol.asyncDispose]: () => own.disposeAsync() };
}

const receipt = { provider: 'test', providerMessageId: null, acceptedAt: new Date() };
const never = new Promise<never>(() => {});

describe('running a delivery', () => {
  it('a delivery that our own code fails on five times is given up, with a copy among the dead letters, so that it blocks nothing for ever', async () => {
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
    expect(failures).toBe(6); // once more, before its first attempt: whether it can go at once
    expect(world.statuses(event, 'email')).toEqual(['queued 1', 'failed 1 REJECTED']);
    const letter = await until('a dead letter', () => world.deadLetters[0]);
    expect(letter.headers).toMatchObject({ 'dead-letter-code': 'UNEXPECTED', 'dead-letter-reason': 'a bug of ours' });
    expect(letter.headers).toMatchObject({ ce_id: event.event_id, 'content-type': 'application/json' });
    expect(Buffer.from(letter.value).toString()).toBe(JSON.stringify(event)); // to the byte, from the ledger
  });

  it('a delivery goes on after our own code failed a few times', async () => {
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
    expect(world.statuses(event, 'email')).toEqual(['queued 1', 'sending 1', 'sent 1']);
  });

  it('a send that ends with an error unknown to its channel is in doubt', async () => {
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
    expect(world.statuses(event, 'email')).toEqual([
      'queued 1',
      'sending 1',
      'retrying 1 MAYBE_SENT',
      'sending 2',
      'sent 2',
    ]);
  });

  it('a delivery that waits holds no permit, and no more sends are in progress than the limit of the channel', async () => {
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
    expect(parts.channels.get('email')?.rate.standing().inProgress).toBe(0);
  });

  it('a delivery that waits for a permit is reported as queued meanwhile, and a send that lasts as sending', async () => {
    await using world = await startWorld();
    const open = Promise.withResolvers<void>();
    await using _parts = await startParts(
      world,
      { email: () => ({ send: () => open.promise.then(() => receipt) }) },
      1,
    );
    const [first, second] = [
      appointmentCreated({ email: 'a@example.com' }),
      appointmentCreated({ email: 'b@example.com' }),
    ];
    await world.append(first, second);
    await until('both are reported', () => world.changes().length === 3);
    expect(world.statuses(first, 'email')).toEqual(['queued 1', 'sending 1']);
    expect(world.statuses(second, 'email')).toEqual(['queued 1']);
    open.resolve();
    await world.finished(2);
    expect(world.statuses(second, 'email')).toEqual(['queued 1', 'sending 1', 'sent 1']);
    expect(world.changes()).toHaveLength(6);
  });

  it('the consumer reads no more when on every channel as many deliveries wait for its limit as may', async () => {
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
    await until('it is full', () => (parts.channels.get('email')?.rate.standing().waiting ?? 0) >= 10);
    // another topic goes on being read and finished meanwhile, so there was time enough
    await world.append(retryOf(appointmentCreated({ email: 'ann@example.com' }), 1));
    await world.finished(1, 'notifications.retry-requested');
    expect(await taken()).toBeLessThan(total);
    open.resolve();
    await world.finished(total);
    expect(await taken()).toBe(total + 1);
  });

  it('a delivery that could not be ended leaves its record unfinished, for the next notifier', async () => {
    await using world = await startWorld();
    const event = appointmentCreated({ email: 'ann@example.com' });
    {
      await using parts = await startParts(world, { email: () => ({ send: () => never }) });
      await world.append(event);
      await until('sending', () => parts.channels.get('email')?.rate.standing().inProgress === 1);
    }
    expect(await world.committed()).toBe(0);
  });

  it('a delivery is done when its entry was erased while it waited', async () => {
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
    await until('waiting', () => parts.timers.size === 1);
    await world.database.query('DELETE FROM notifier.source_event');
    await world.finished(1);
  });
});
