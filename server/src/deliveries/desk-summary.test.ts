import { expect, it } from 'vitest';
import { book, codes } from '../../testing/create-appointment.ts';
import { fail, failedDelivery, failedForeignDelivery, shows } from '../../testing/failed-delivery.ts';
import { statusRecord } from '../../testing/status-events.ts';
import { withServer } from '../../testing/with-server.ts';

const SUMMARY = `query ($since: DateTime!, $until: DateTime!) { deskSummary(since: $since, until: $until) {
  openFailures waiting notPickedUp sent delivered failed remindersDue } }`;
const TOTALS = `query ($since: DateTime!, $until: DateTime) { deliveryTotals(since: $since, until: $until) {
  total sent delivered failed skipped open p50Ms p95Ms byChannel { channel kind total failed } byKind { channel kind total } byError { code channel count } } }`;

it('the desk sees what is open, and what happened on its day, each delivery once', () =>
  withServer(
    async (server) => {
      const desk = await server.token('desk', 'staff');
      const hour = 3_600_000;
      const day = {
        since: new Date(Date.now() - 10 * hour).toISOString(),
        until: new Date(Date.now() + 10 * hour).toISOString(),
      };
      const summary = async (span = day) => {
        const { data, errors } = await server.query(desk, SUMMARY, span);
        expect(errors).toEqual([]);
        return data.deskSummary;
      };
      const nothing = {
        openFailures: 0,
        waiting: 0,
        notPickedUp: 0,
        sent: 0,
        delivered: 0,
        failed: 0,
        remindersDue: 0,
      };
      expect(await summary()).toEqual(nothing);
      const failed = await failedDelivery(server);
      await failedForeignDelivery(server);
      const waiting = await failedDelivery(server, 'email', { notify: { email: true } });
      expect(await summary()).toEqual({ ...nothing, openFailures: 3, failed: 3 });

      expect(
        (await server.query(desk, `mutation { acknowledgeDelivery(id: "${failed.id}") { delivery { id } } }`)).errors,
      ).toEqual([]);
      expect(
        (await server.query(desk, `mutation { retryDelivery(input: { id: "${waiting.id}" }) { delivery { id } } }`))
          .errors,
      ).toEqual([]);
      expect(await summary()).toEqual({ ...nothing, openFailures: 1, failed: 3 });
      await server.database.query(`update server.retry_request set requested_at = now() - interval '2 minutes'`);
      expect(await summary()).toEqual({ ...nothing, openFailures: 1, notPickedUp: 1, failed: 3 });
      await fail(server, waiting, 2);
      expect(await summary()).toEqual({ ...nothing, openFailures: 2, failed: 3 }); // the same failed twice
      expect(
        (await server.query(desk, `mutation { retryDelivery(input: { id: "${waiting.id}" }) { delivery { id } } }`))
          .errors,
      ).toEqual([]);
      await server.log.append([
        statusRecord(waiting, 'sending', 3),
        statusRecord(waiting, 'retrying', 3, 'PROVIDER_UNAVAILABLE'),
      ]);
      await shows(server, waiting.id, 'RETRYING', 3);
      expect(await summary()).toEqual({ ...nothing, openFailures: 1, waiting: 1, failed: 3 });
      await server.log.append([
        statusRecord(waiting, 'sending', 4),
        statusRecord(waiting, 'sent', 4),
        statusRecord(waiting, 'delivered', 4),
      ]);
      await shows(server, waiting.id, 'DELIVERED', 4);
      expect(await summary()).toEqual({ ...nothing, openFailures: 1, sent: 1, delivered: 1, failed: 3 });
      expect(await summary({ since: day.until, until: new Date(Date.now() + 20 * hour).toISOString() })).toEqual({
        ...nothing,
        openFailures: 1,
      });

      const reminders = [
        { before: 'PT2H', email: true },
        { before: 'PT40H', email: true },
      ];
      expect(
        (
          await book(server, desk, {
            time: new Date(Date.now() + 8 * hour).toISOString(),
            reminders: reminders.slice(0, 1),
          })
        ).errors,
      ).toEqual([]);
      expect(
        (await book(server, desk, { time: new Date(Date.now() + 60 * hour).toISOString(), reminders })).errors,
      ).toEqual([]);
      expect(await summary()).toMatchObject({ remindersDue: 1 });
      const anna = await server.token('anna');
      expect(codes(await server.query(anna, SUMMARY, day))).toEqual(['FORBIDDEN']);
      expect(codes(await server.query(anna, TOTALS, day))).toEqual(['FORBIDDEN']);
      expect(codes(await server.query(desk, SUMMARY, { since: day.until, until: day.since }))).toEqual([
        'BAD_USER_INPUT',
      ]);

      const { data } = await server.query(desk, TOTALS, { since: day.since });
      expect(data.deliveryTotals).toMatchObject({
        ...{ delivered: 1, sent: 1, failed: 2, skipped: 0 },
        byError: [{ code: 'INVALID_RECIPIENT', channel: 'SMS', count: 2 }],
      });
      expect(data.deliveryTotals.byChannel).toContainEqual({
        channel: 'SMS',
        kind: null,
        total: expect.any(Number),
        failed: 2,
      });
      expect(data.deliveryTotals.byKind).toEqual([
        { channel: null, kind: 'CONFIRMATION', total: data.deliveryTotals.total },
      ]);
    },
    { REMINDER_HOURS: '00:00-23:59' },
  ));
