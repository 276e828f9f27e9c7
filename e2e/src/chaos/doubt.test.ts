/** The window between a send attempt and the record of its outcome: whatever breaks in it, a repeated message is marked MAYBE_SENT. */

import { setTimeout as wait } from 'node:timers/promises';
import { until } from '@belltower/dev/until';
import { describe, expect, inject, it } from 'vitest';
import { appointmentInput, BOOK } from '../testbed/book.ts';
import { pauseLog } from './pause-log.ts';
import { lateMail, lateSms } from './providers.ts';
import { withScene } from './scenario.ts';

const [email, phone] = ['guest@example.com', '+15550000001'];
const logs = (['postgres', 'kafka'] as const).filter((log) => log === 'postgres' || inject('kafkaLacks') === null);
/** A send attempt's deadline is six seconds: long enough to be killed within it, also on a loaded machine. */
const patient = { POLICY_TIME_SCALE: '0.2' };
/** The provider has it, and its answer comes long after the send attempt's deadline. */
const [late, latePhone] = [() => lateMail(60_000), () => lateSms(60_000)];

describe('a send attempt whose outcome was not recorded', () => {
  it.each(logs)(
    'is taken over when the notifier was stopped past its lease: its own late outcome is refused, on the %s log',
    async (log) => {
      const script = { mail: { [email]: (nth: number) => (nth === 1 ? late() : {}) }, sms: { [phone]: latePhone } };
      await withScene(
        { script, log, notifiers: 2, environment: patient },
        async ({ notifiers, providers, query, book }) => {
          const [first, second] = notifiers;
          await second?.signal('SIGTERM');
          const appointment = await book({ email, phone });
          await until('both providers have it', () => providers.accepts.length === 2);

          await first.signal('SIGSTOP');
          // What PostgreSQL's keepalives do to the sessions of a host that has vanished: this one's kernel still answers.
          // Kafka forgets a member that says nothing.
          const holderOfLock = `SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 2
                      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                      AND classid::bigint = hashtext('event_log notifier')::bigint & 4294967295`;
          if (log === 'postgres') await query(`SELECT pg_terminate_backend(pid) FROM (${holderOfLock}) AS holder`);
          await second?.start();
          const [mail, sms] = await Promise.all([
            appointment.become('EMAIL', 'SENT'),
            appointment.become('SMS', 'SENT'),
          ]);
          expect(mail.history).toEqual(['QUEUED 1', 'SENDING 1', 'RETRYING 1 MAYBE_SENT', 'SENDING 2', 'SENT 2']);
          expect(sms.history).toEqual(['QUEUED 1', 'SENDING 1', 'RETRYING 1 MAYBE_SENT', 'SENT 1']);

          await first.signal('SIGCONT');
          const refused = () => first.output().split('another process recorded this outcome first').length - 1;
          await until('both late outcomes are refused', () => refused() === 2);
          expect(await appointment.now('EMAIL')).toEqual(mail);
          expect(await appointment.now('SMS')).toEqual(sms);
          const repeats = providers.acceptsTo(email);
          expect(repeats.map(({ identity }) => identity)).toEqual([repeats[0]?.identity, repeats[0]?.identity]);
          expect(providers.acceptsTo(phone)).toHaveLength(1);
        },
      );
    },
  );

  it('ends FAILED MAYBE_SENT after a second kill: two accepts at most', async () => {
    await withScene(
      { script: { mail: { [email]: late } }, environment: patient },
      async ({ notifiers: [notifier], providers, book }) => {
        const appointment = await book({ email });
        for (const nth of [1, 2]) {
          await until(`the provider has it for the ${nth}. time`, () => providers.accepts.length === nth);
          await notifier.signal('SIGKILL');
          await notifier.start();
        }
        const delivery = await appointment.become('EMAIL', 'FAILED');
        expect(delivery).toMatchObject({ error: { code: 'MAYBE_SENT' }, attempts: 2 });
        expect(delivery.history).toEqual([
          'QUEUED 1',
          'SENDING 1',
          'RETRYING 1 MAYBE_SENT',
          'SENDING 2',
          'FAILED 2 MAYBE_SENT',
        ]);
        expect(new Set(providers.accepts.map(({ identity }) => identity)).size).toBe(1);
        expect(providers.smtp.attempts(email)).toBe(2);
      },
    );
  });

  it('is reported as MAYBE_SENT also when the log was stuck all the while, and the notifier was killed before it went on', async () => {
    const notNow = { dot: '451 4.3.0 not now' };
    const hangsUp = () => ({ dot: wait(1_500, 'CLOSE' as const) });
    const script = { mail: { [email]: (nth: number) => (nth === 1 ? hangsUp() : nth < 4 ? notNow : {}) } };
    await withScene({ script }, async ({ notifiers: [notifier], providers, query, book, brokers }) => {
      const appointment = await book({ email });
      await until('the provider has it, and hangs up soon', () => providers.accepts.length === 1);
      const log = pauseLog({ brokers, query });
      await until('it was sent again', async () => {
        const [row] = await query<{ state: string }>('SELECT state FROM notifier.delivery');
        return row?.state === 'sent';
      });
      await notifier.signal('SIGKILL');
      await log.lose();
      await notifier.start();
      const { history } = await appointment.become('EMAIL', 'SENT');
      expect(history).toContain('RETRYING 1 MAYBE_SENT');
      expect(history.at(-1)).toBe('SENT 4');
      expect(providers.accepts).toHaveLength(2);
    });
  });

  it('is recorded when PostgreSQL was down meanwhile: sent once, and nothing was restarted', async () => {
    const script = { mail: { [email]: () => lateMail(1_000) }, sms: { [phone]: () => lateSms(1_000) } };
    await withScene(
      { script },
      async ({ servers: [server], notifiers: [notifier], providers, postgres, customer, book }) => {
        const pids = [server.pid(), notifier.pid()];
        const appointment = await book({ email, phone });
        await until('both providers have it', () => providers.accepts.length === 2);
        await postgres.kill();
        const { errors } = await customer.query(BOOK, { input: appointmentInput() });
        expect(errors?.[0]?.extensions?.code).toBe('UNAVAILABLE');
        await until('both providers have answered', () => Date.now() > (providers.accepts[1]?.at ?? 0) + 1_500);
        await postgres.restart();

        for (const channel of ['EMAIL', 'SMS'] as const) {
          const { history } = await appointment.become(channel, 'SENT');
          expect(history).toEqual(['QUEUED 1', 'SENDING 1', 'SENT 1']);
        }
        expect(providers.accepts).toHaveLength(2);
        expect([server.pid(), notifier.pid()]).toEqual(pids);
        await (await book({ email: 'next@example.com' })).become('EMAIL', 'SENT');
      },
    );
  });
});
