import { get } from 'node:http';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { book } from '../../testing/create-appointment.ts';
import { failedForeignDelivery } from '../../testing/failed-delivery.ts';
import { until } from '../../testing/with-database.ts';
import { type TestServer, withServer } from '../../testing/with-server.ts';

const exported = (server: TestServer, token: string | null, path: string, headers: Record<string, string> = {}) =>
  fetch(`${server.url}/export/${path}`, {
    headers: { ...(token !== null && { authorization: `Bearer ${token}` }), ...headers },
  });

/** The rows, as another library reads them. */
function parsed(text: string): Record<string, string>[] {
  const { data, errors } = Papa.parse<Record<string, string>>(text, {
    header: true,
    delimiter: ',',
    skipEmptyLines: true,
  });
  expect(errors).toEqual([]);
  return data;
}

const decoded = async (answer: Response) =>
  new TextDecoder('utf-8', { ignoreBOM: true }).decode(await answer.arrayBuffer());

/** Deliveries of another system, in the database: `count` of them, a second apart. */
const fill = (server: TestServer, count: number) =>
  server.database.query(
    `insert into server.delivery (id, source_event_id, appointment_id, channel, status, attempts, error_message, created_at, updated_at)
     select gen_random_uuid(), gen_random_uuid(), n::text, 'email', 'delivered', 1, repeat('x', 400), date_trunc('ms', now()) - n * interval '1 second', now() - n * interval '1 minute'
     from generate_series(1, ${count}) n`,
  );

const HOSTILE = ['=HYPERLINK("http://x")', '+1+1', '-2+3', '@SUM(A1)', '\t=1', '\r=1', '=1,"2"', '＝1+1'];

describe('the export of deliveries', () => {
  it('has a header row and a row for each, in the zone and the columns asked for, and defuses formulas', () =>
    withServer(async (server) => {
      const desk = await server.token('desk', 'staff');
      const names = [
        'Anna "die Große" Müller, jun.',
        'שרה כהן',
        '王伟 🦷',
        "O'Neill",
        ...HOSTILE.filter((name) => !/[\t\r]/.test(name)),
      ];
      for (const customerName of names) {
        const { errors } = await book(server, desk, {
          customerName,
          time: '2030-07-20T15:00:00Z',
          notify: { email: true },
        });
        expect([customerName, errors]).toEqual([customerName, []]);
      }
      await server.database.query(
        `update server.appointment set location = E'Room 1\\nupstairs', title = E'\\t=1' where customer_name = 'O''Neill'`,
      );
      const answer = await exported(server, desk, 'deliveries.csv?timeZone=Europe/Vienna');
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
      expect(answer.headers.get('content-disposition')).toMatch(
        /^attachment; filename="deliveries-\d{4}-\d\d-\d\d\.csv"$/,
      );
      const text = await decoded(answer);
      expect(text).toMatch(/^\uFEFFid,reference,/);
      const rows = parsed(text.slice(1));
      const defused = (name: string) => (/^[=+\-@＝]/.test(name) ? `'${name}` : name);
      expect(rows.map(({ customerName }) => customerName)).toEqual(names.map(defused).toReversed());
      expect(rows[0]).toMatchObject({
        appointmentTime: '2030-07-20T17:00:00+02:00',
        channel: 'EMAIL',
        kind: 'CONFIRMATION',
        recipient: 'user@example.com',
      });
      expect(rows[0]?.createdAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0[12]:00$/);
      expect(rows.find(({ customerName }) => customerName === "O'Neill")).toMatchObject({
        location: 'Room 1\nupstairs',
        title: "'\t=1",
      });

      const few = await exported(
        server,
        desk,
        'deliveries.csv?columns=status,customerName&search=王伟&timeZone=America/St_Johns',
      );
      expect((await decoded(few)).slice(1)).toMatch(/^status,customerName\r\n(QUEUED|SENDING|SENT),王伟 🦷\r\n$/);
    }));

  it('narrows and orders as the list does, and has what is of no appointment of ours', () =>
    withServer(async (server) => {
      const desk = await server.token('desk', 'staff');
      await failedForeignDelivery(server);
      await book(server, desk, { time: '2030-07-20T15:00:00Z' });
      const idsOf = async (path: string) => parsed((await decoded(await exported(server, desk, path))).slice(1));
      const failed = await idsOf(
        'deliveries.csv?statuses=FAILED,SKIPPED&open=true&channels=SMS&since=2026-01-01T00:00:00%2B01:00',
      );
      expect(failed).toMatchObject([
        { errorCode: 'INVALID_RECIPIENT', customerName: '', reference: '', appointmentId: '4711' },
      ]);
      const byTime = await idsOf('deliveries.csv?orderBy=APPOINTMENT_TIME_ASC');
      expect(byTime.map(({ appointmentId }) => appointmentId === '4711')).toEqual([false, false, true]);
      expect(await idsOf('deliveries.csv?open=true&channels=EMAIL')).toEqual([]);
    }));

  it('has each of many once, over many pages', () =>
    withServer(async (server) => {
      const desk = await server.token('desk', 'staff');
      await fill(server, 5_500);
      for (const orderBy of ['CREATED_DESC', 'UPDATED_ASC', 'APPOINTMENT_TIME_DESC']) {
        const answer = await exported(server, desk, `deliveries.csv?columns=appointmentId&orderBy=${orderBy}`);
        const ids = parsed((await decoded(answer)).slice(1)).map(({ appointmentId }) => Number(appointmentId));
        const up = [...Array(5_500).keys()].map((n) => n + 1);
        expect(ids).toEqual(orderBy === 'UPDATED_ASC' ? up.toReversed() : up);
      }
    }));

  it('is for staff, and refuses parameters with what was expected and what came', () =>
    withServer(async (server) => {
      const desk = await server.token('desk', 'staff');
      for (const path of ['deliveries.csv', 'statistics.csv?since=2026-01-01T00:00:00Z']) {
        expect((await exported(server, null, path)).status).toBe(401);
        expect((await exported(server, 'nonsense', path)).status).toBe(401);
        expect((await exported(server, await server.token('anna'), path)).status).toBe(403);
      }
      const refused = async (path: string) => {
        const answer = await exported(server, desk, path);
        const { error, code, issues } = (await answer.json()) as {
          error: string;
          code: string;
          issues: { path: string[]; message: string }[];
        };
        expect([path, answer.status, code, error.length > 0]).toEqual([path, 400, 'BAD_USER_INPUT', true]);
        return issues.map(({ path, message }) => `${path.join('.')} ${message}`);
      };
      expect(
        await refused(
          'deliveries.csv?statuses=FAILED,LOST&columns=id,iban&timeZone=Mars/Olympus&since=yesterday&open=maybe&orderBy=NEWEST&colums=id',
        ),
      ).toEqual([
        expect.stringMatching(/^colums is no parameter: those are statuses, /),
        'open must be one of true, false, got `maybe`',
        expect.stringMatching(/^statuses must be of QUEUED, .*, got `FAILED,LOST`$/),
        expect.stringMatching(/^since must be an RFC 3339 instant.*, got `yesterday`$/),
        expect.stringMatching(/^orderBy must be one of CREATED_DESC, .*, got `NEWEST`$/),
        expect.stringMatching(/^timeZone must be an IANA time zone.*, got `Mars\/Olympus`$/),
        expect.stringMatching(/^columns must be of id, reference, .*, got `id,iban`$/),
      ]);
      expect(await refused('deliveries.csv?open=true&open=false')).toEqual([
        expect.stringMatching(/^open must be given once/),
      ]);
      expect(await refused('statistics.csv?bucket=WEEK')).toEqual([
        expect.stringMatching(/^since is needed: .*, got nothing$/),
        'bucket must be one of MINUTE, HOUR, DAY, got `WEEK`',
      ]);
      expect(await refused('statistics.csv?since=2026-01-02T00:00:00Z&until=2026-01-01T00:00:00Z')).toEqual([
        'until must be after since',
      ]);
    }));

  it(
    'is read no faster than its reader takes it, holds no transaction meanwhile, and ends with its reader',
    () =>
      withServer(async (server) => {
        const desk = await server.token('desk', 'staff');
        await fill(server, 30_000);
        const open = () =>
          new Promise<import('node:http').IncomingMessage>((resolve, reject) => {
            const request = get(
              `${server.url}/export/deliveries.csv`,
              { headers: { authorization: `Bearer ${desk}` } },
              resolve,
            );
            request.once('error', reject);
          });
        const [first, second] = [await open(), await open()];
        for (const answer of [first, second]) answer.pause().on('error', () => {});
        const third = await exported(server, desk, 'deliveries.csv?columns=id');
        expect([third.status, third.headers.get('retry-after')]).toEqual([429, '5']);
        const busy = () =>
          server.database.query(
            `select state, query from pg_stat_activity where application_name = 'belltower server' and state <> 'idle' and query ilike '%delivery%' and query not ilike '%pg_stat_activity%'`,
          );
        // both are paused: nothing is read for as long as nobody takes it
        await until(async () => (await busy()).length === 0);
        first.destroy();
        await until(async () => (await exported(server, desk, 'deliveries.csv?columns=id&ids=1')).status === 200);
        let length = 0;
        second.on('data', (chunk: Buffer) => {
          length += chunk.length;
        });
        second.resume();
        await new Promise((resolve) => second.once('end', resolve));
        expect(length).toBeGreaterThan(30_000 * 400);
      }),
    60_000,
  );
});

describe('the export of statistics', () => {
  it('has what the query answers, by days of the zone', () =>
    withServer(async (server) => {
      const desk = await server.token('desk', 'staff');
      await server.database.query(
        `insert into server.delivery (id, source_event_id, appointment_id, channel, status, attempts, created_at, updated_at)
         select gen_random_uuid(), gen_random_uuid(), '1', 'sms', 'delivered', 1, at, at from unnest(array['2026-07-01T21:59:59Z', '2026-07-01T22:00:00Z', '2026-07-02T21:00:00Z']::timestamptz[]) at`,
      );
      const answer = await exported(
        server,
        desk,
        'statistics.csv?since=2026-06-30T22:00:00Z&until=2026-07-03T22:00:00Z&bucket=DAY&timeZone=Europe/Vienna',
      );
      expect(answer.headers.get('content-disposition')).toBe(
        'attachment; filename="statistics-2026-07-01-to-2026-07-03.csv"',
      );
      expect(await decoded(answer)).toBe(
        '\uFEFFstart,channel,status,errorCode,count,p50Ms,p95Ms\r\n2026-07-01T00:00:00+02:00,SMS,DELIVERED,,1,,\r\n2026-07-02T00:00:00+02:00,SMS,DELIVERED,,2,,\r\n',
      );
    }));
});
