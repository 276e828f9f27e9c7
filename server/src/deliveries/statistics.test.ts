import { describe, expect, it } from 'vitest';
import { validInput } from '../../testing/appointments.ts';
import { failedDelivery, shows } from '../../testing/failed-delivery.ts';
import { statusRecord } from '../../testing/status-events.ts';
import { until } from '../../testing/with-database.ts';
import { type Answer, type TestServer, withServer } from '../../testing/with-server.ts';

const STATISTICS = `query ($since: DateTime!, $until: DateTime, $bucket: Bucket!) {
  deliveryStatistics(since: $since, until: $until, bucket: $bucket) { start channel status errorCode count p50Ms p95Ms } }`;
const TIMINGS = `query ($since: DateTime!, $until: DateTime) {
  deliveryTimings(since: $since, until: $until, bucket: HOUR) { start channel sent p50Ms p95Ms } }`;
const PROBLEMS = '{ problems { channel code waiting since } }';
const codes = ({ errors }: Answer) => errors.map(({ extensions }) => extensions.code);
const issues = ({ errors }: Answer) =>
  (errors[0]?.extensions.issues as { path: string[] }[] | undefined)?.map(({ path }) => path.join('.'));

/** Deliveries by SMS that were created at an instant and sent so many milliseconds later; null: not sent. */
async function deliveries(server: TestServer, at: string, took: readonly (number | null)[]): Promise<void> {
  for (const ms of took) {
    const id = crypto.randomUUID();
    const status = ms === null ? 'failed' : 'delivered';
    await server.database.query(
      `insert into server.delivery (id, source_event_id, appointment_id, channel, status, attempts, error_code, created_at, updated_at)
       values ('${id}', '${id}', '1', 'sms', '${status}', 1, ${ms === null ? `'REJECTED'` : 'null'}, '${at}', now())`,
    );
    if (ms === null) continue;
    for (const [n, later] of [ms, ms + 3_600_000].entries()) {
      await server.database.query(
        `insert into server.delivery_change (epoch, partition, position, event_id, delivery_id, appointment_id, channel, status, attempt, occurred_at)
         values ('${id}', 0, ${n}, '${id}', '${id}', '1', 'sms', 'sent', ${n + 1}, '${at}'::timestamptz + ${later} * interval '1 ms')`,
      );
    }
  }
}

describe('deliveryStatistics', () => {
  it('counts by when they were booked, and measures the time until they were first sent', () =>
    withServer(async (server) => {
      const desk = await server.token('desk', 'staff');
      await deliveries(server, '2026-02-13T09:59:59.999Z', [5]);
      await deliveries(server, '2026-02-13T10:00:00Z', [100, 200, 300, null, null]);
      await deliveries(server, '2026-02-13T11:30:00Z', [1_000]);
      await deliveries(server, '2026-02-13T12:00:00Z', [7]);
      const query = async (bucket: string, changes: Record<string, unknown> = {}) => {
        const span = { since: '2026-02-13T11:00:00+01:00', until: '2026-02-13T12:00:00Z' };
        const { data, errors } = await server.query(desk, STATISTICS, { ...span, bucket, ...changes });
        expect(errors).toEqual([]);
        return data.deliveryStatistics;
      };
      const sms = { channel: 'SMS', errorCode: null };
      const failed = { channel: 'SMS', status: 'FAILED', errorCode: 'REJECTED', p50Ms: null, p95Ms: null };
      expect(await query('HOUR')).toEqual([
        { ...sms, start: '2026-02-13T10:00:00Z', status: 'DELIVERED', count: 3, p50Ms: 200, p95Ms: 290 },
        { ...failed, start: '2026-02-13T10:00:00Z', count: 2 },
        { ...sms, start: '2026-02-13T11:00:00Z', status: 'DELIVERED', count: 1, p50Ms: 1_000, p95Ms: 1_000 },
      ]);
      expect((await query('MINUTE')).map(({ start }: { start: string }) => start)).toEqual([
        '2026-02-13T10:00:00Z',
        '2026-02-13T10:00:00Z',
        '2026-02-13T11:30:00Z',
      ]);
      const day = await query('DAY', { since: '2026-02-13T00:00:00Z', until: null });
      expect(day).toMatchObject([
        { start: '2026-02-13T00:00:00Z', status: 'DELIVERED', count: 6 },
        { start: '2026-02-13T00:00:00Z', status: 'FAILED', count: 2 },
      ]);
    }));

  it('is for staff, and refuses a span that ends before it begins or has too many buckets', () =>
    withServer(async (server) => {
      const desk = await server.token('desk', 'staff');
      const query = (span: Record<string, unknown>) => server.query(desk, STATISTICS, { bucket: 'MINUTE', ...span });
      const since = '2026-02-13T00:00:00Z';
      expect(issues(await query({ since, until: since }))).toEqual(['until']);
      expect(issues(await query({ since, until: '2026-02-14T09:20:00.001Z' }))).toEqual(['bucket']);
      expect((await query({ since, until: '2026-02-14T09:20:00Z' })).errors).toEqual([]);
      expect(issues(await query({ since: 'yesterday' }))).toEqual(['since']);
      const anna = await server.token('anna');
      expect(codes(await server.query(anna, STATISTICS, { since, bucket: 'DAY' }))).toEqual(['FORBIDDEN']);
      expect(codes(await server.query(anna, PROBLEMS))).toEqual(['FORBIDDEN']);
    }));
});

describe('deliveryTimings', () => {
  it('measures the time until they were first sent, over all that were sent', () =>
    withServer(async (server) => {
      const desk = await server.token('desk', 'staff');
      const since = '2026-02-13T10:00:00Z';
      await deliveries(server, since, [100, 200, 300, null]);
      await server.database.query(
        `update server.delivery set status = 'sent' where id = (select delivery_id from server.delivery_change order by occurred_at limit 1)`,
      );
      await deliveries(server, '2026-02-13T11:30:00Z', [null]);
      const { data, errors } = await server.query(desk, TIMINGS, { since, until: '2026-02-13T13:00:00Z' });
      expect(errors).toEqual([]);
      expect(data.deliveryTimings).toEqual([{ start: since, channel: 'SMS', sent: 3, p50Ms: 200, p95Ms: 290 }]);
      expect(issues(await server.query(desk, TIMINGS, { since, until: since }))).toEqual(['until']);
      expect(codes(await server.query(await server.token('anna'), TIMINGS, { since }))).toEqual(['FORBIDDEN']);
    }));
});

describe('problems', () => {
  it('report what waits by channel and code, what was not picked up for a minute, and nothing when all is well', () =>
    withServer(async (server) => {
      const desk = await server.token('desk', 'staff');
      const problems = async () => (await server.query(desk, PROBLEMS)).data.problems;
      const failed = await failedDelivery(server);
      const book = 'mutation ($input: CreateAppointmentInput!) { createAppointment(input: $input) { feedCursor } }';
      for (let n = 0; n < 2; n++) await server.query(desk, book, { input: validInput({ notify: { email: true } }) });
      expect(await problems()).toEqual([]);
      await server.database.query(
        `update server.delivery set created_at = '2026-02-13T10:00:00Z' where status = 'queued' or id = '${failed.id}'`,
      );
      const since = '2026-02-13T10:00:00Z';
      expect(await problems()).toEqual([{ channel: 'EMAIL', code: 'NOT_PICKED_UP', waiting: 2, since }]);

      const retry = `mutation { retryDelivery(input: { id: "${failed.id}" }) { delivery { id } } }`;
      expect((await server.query(desk, retry)).errors).toEqual([]);
      expect(await problems()).toHaveLength(1); // requested a moment ago
      await server.database.query(`update server.retry_request set requested_at = '2026-02-14T10:00:00Z'`);
      const later = '2026-02-14T10:00:00Z';
      expect((await problems())[1]).toEqual({ channel: 'SMS', code: 'NOT_PICKED_UP', waiting: 1, since: later });
      await server.log.append([
        statusRecord(failed, 'sending', 2),
        statusRecord(failed, 'retrying', 2, 'PROVIDER_UNAVAILABLE'),
      ]);
      await shows(server, failed.id, 'RETRYING', 2);
      await until(async () => (await problems())[1]?.code === 'PROVIDER_UNAVAILABLE');
      expect((await problems())[1]).toMatchObject({ channel: 'SMS', waiting: 1, since: later });
    }));
});
