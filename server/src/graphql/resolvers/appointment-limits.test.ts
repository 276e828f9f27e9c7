/** What a customer can make us send, tried as an attacker would: on two instances, and over a restart. */
import { describe, expect, it, vi } from 'vitest';
import { validInput } from '../../../testing/appointments.ts';
import { BOOK } from '../../../testing/create-appointment.ts';
import { openSocket } from '../../../testing/live.ts';
import { silent } from '../../../testing/with-database.ts';
import { type Answer, type TestServer, withServer } from '../../../testing/with-server.ts';
import { readConfig } from '../../config.ts';
import { startServer } from '../../server.ts';

vi.setConfig({ testTimeout: 300_000 }); // hundreds of bookings on two servers: a hang limit, also on a loaded machine

const SECRET = 'a secret for tests of the server alone';
const mail = (email: string, changes: Record<string, unknown> = {}) =>
  validInput({ email, phone: null, notify: { email: true, sms: false }, ...changes });
const sms = (phone: string, changes: Record<string, unknown> = {}) =>
  validInput({ email: null, phone, notify: { email: false, sms: true }, ...changes });

/** Starts another instance on the same database, and answers its address. */
async function startAnother(started: AsyncDisposableStack, server: TestServer): Promise<string> {
  const { port } = started.use(
    await startServer(
      readConfig({ DATABASE_URL: server.database.url, JWT_SECRET: SECRET, PORT: '0', SOCKET_DRAIN_MS: '0' }),
      silent,
      { onStalled: () => {} },
    ),
  );
  const url = `http://127.0.0.1:${port}`;
  await expect.poll(async () => (await fetch(`${url}/readyz`)).status, { timeout: 30_000 }).toBe(200);
  return url;
}

async function ask(
  url: string,
  token: string,
  input: unknown,
): Promise<Answer & { readonly retryAfter: string | null }> {
  const answer = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: BOOK, variables: { input } }),
  });
  const body = (await answer.json()) as Omit<Answer, 'status'>;
  return { ...{ errors: [] }, ...body, status: answer.status, retryAfter: answer.headers.get('retry-after') };
}

const codeOf = ({ errors }: Pick<Answer, 'errors'>) => String(errors[0]?.extensions.code ?? 'booked');
const counted = (codes: readonly string[]) =>
  Object.fromEntries(
    Map.groupBy(codes, String)
      .entries()
      .map(([code, all]) => [code, all.length]),
  );

async function eventsOf({ database }: TestServer) {
  const [row] = await database.query<{ appointments: number; deliveries: number }>(
    `select (select count(*)::int from server.appointment) as appointments, (select count(*)::int from server.delivery) as deliveries`,
  );
  return row;
}

async function metricsOf(url: string): Promise<Readonly<Record<string, number>>> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Object.fromEntries(
    [...text.matchAll(/^server_bookings_refused_total\{limit="(\w+)"\} (\d+)$/gm)].map(([, limit, n]) => [
      limit,
      Number(n),
    ]),
  );
}

describe('a customer', () => {
  it('a customer books 60 of 400 SMS to numbers of their choice, over all instances, and the refusal says when to retry', () =>
    withServer(async (server) => {
      await using started = new AsyncDisposableStack();
      const urls = [server.url, await startAnother(started, server)];
      const token = await server.token('mallory');
      const answers = await Promise.all(
        Array.from({ length: 400 }, (_, n) => ask(urls[n % 2] ?? '', token, sms(`+1900555${String(1_000 + n)}`))),
      );
      expect(counted(answers.map(codeOf))).toEqual({ booked: 60, RATE_LIMITED: 340 });
      const refused = answers.find((one) => codeOf(one) === 'RATE_LIMITED');
      expect(refused?.status).toBe(429);
      const retryAfterMs = Number(refused?.errors[0]?.extensions.retryAfterMs);
      expect(retryAfterMs).toBeGreaterThan(3_000_000);
      expect(retryAfterMs).toBeLessThanOrEqual(3_600_000);
      expect(Number(refused?.retryAfter)).toBe(Math.ceil(retryAfterMs / 1_000));
      expect(await eventsOf(server)).toEqual({ appointments: 60, deliveries: 60 });
      const sums = await Promise.all(urls.map(async (url) => (await metricsOf(url)).customer ?? 0));
      expect(sums.reduce((sum, n) => sum + n, 0)).toBe(340);
      // a bystander is served, and an instance that starts now knows as well
      expect(codeOf(await ask(server.url, await server.token('anna'), sms('+15555550123')))).toBe('booked');
      const later = await startAnother(started, server);
      expect(codeOf(await ask(later, token, sms('+15555550123')))).toBe('RATE_LIMITED');
      expect(refused?.errors[0]?.extensions.issues).toMatchObject([{ path: ['input'], code: 'BOOKED_TOO_OFTEN' }]);
    }));

  it('a customer sends one recipient 20 of 200 mails, however the address is written', () =>
    withServer(async (server) => {
      const spellings = (n: number) =>
        [`victim+${n}@Example.com`, 'VICTIM@example.com', 'victim@example.com'][n % 3] ?? '';
      const token = await server.token('mallory');
      const answers = await Promise.all(
        Array.from({ length: 200 }, (_, n) => ask(server.url, token, mail(spellings(n)))),
      );
      expect(counted(answers.map(codeOf))).toEqual({ booked: 20, RATE_LIMITED: 180 });
      const { retryAfterMs, issues } = answers.at(-1)?.errors[0]?.extensions ?? {};
      expect(Number(retryAfterMs)).toBeGreaterThan(86_000_000);
      expect(issues).toMatchObject([{ path: ['input', 'email'], code: 'SENT_TOO_OFTEN' }]);
      // what the victim's bound refused did not use up the customer's
      const others = await Promise.all(
        Array.from({ length: 60 }, (_, n) => ask(server.url, token, mail(`other${n}@example.com`))),
      );
      expect(counted(others.map(codeOf))).toEqual({ booked: 40, RATE_LIMITED: 20 });
    }));

  it('50 customers together send one recipient 20 mails, on two instances', () =>
    withServer(async (server) => {
      await using started = new AsyncDisposableStack();
      const urls = [server.url, await startAnother(started, server)];
      const tokens = await Promise.all(Array.from({ length: 50 }, (_, n) => server.token(`mallory ${n}`)));
      const answers = await Promise.all(
        Array.from({ length: 200 }, (_, n) => ask(urls[n % 2] ?? '', tokens[n % 50] ?? '', mail('victim@gmail.com'))),
      );
      expect(counted(answers.map(codeOf))).toEqual({ booked: 20, RATE_LIMITED: 180 });
      const [token = ''] = tokens;
      expect(codeOf(await ask(server.url, token, mail('v.i.c.t.i.m+x@googlemail.com')))).toBe('RATE_LIMITED');
      expect(codeOf(await ask(server.url, token, mail('another@gmail.com')))).toBe('booked');
      // the desk may write to them all the same, and its bookings do not count
      const desk = await server.token('desk', 'staff');
      const ofStaff = await Promise.all(
        Array.from({ length: 30 }, () => ask(server.url, desk, mail('victim@gmail.com'))),
      );
      expect(counted(ofStaff.map(codeOf))).toEqual({ booked: 30 });
      expect((await metricsOf(server.url)).email).toBeGreaterThan(0);
    }));

  it('a customer books no more with 50 aliases, nor over a WebSocket', () =>
    withServer(async (server) => {
      const token = await server.token('mallory');
      const input = (n: number) =>
        `{ time: "${new Date(Date.now() + 86_400_000).toISOString()}", email: "guest${n}@example.com", notify: { email: true } }`;
      const query = (from: number) =>
        `mutation { ${Array.from({ length: 50 }, (_, n) => `a${n}: createAppointment(input: ${input(from + n)}) { appointment { id } }`).join(' ')} }`;
      expect((await server.query(token, query(0))).errors).toEqual([]);
      const over = await server.query(token, query(50));
      expect(over.errors.map(({ extensions }) => extensions.code)).toEqual(['RATE_LIMITED']);
      const raw = await openSocket(server, { init: token });
      raw.send({ id: '1', type: 'subscribe', payload: { query: query(100) } });
      const [next] = await raw.wait('next');
      expect(next?.payload?.errors[0]?.extensions).toMatchObject({
        code: 'RATE_LIMITED',
        retryAfterMs: expect.any(Number),
      });
      raw.socket.close();
      expect(await eventsOf(server)).toEqual({ appointments: 60, deliveries: 60 });
    }));

  it('a customer who repeats a booking gets its first result, also beyond the limit', () =>
    withServer(
      async (server) => {
        const token = await server.token('anna');
        const once = mail('anna@example.com', { idempotencyKey: 'one' });
        const first = await ask(server.url, token, once);
        expect(codeOf(await ask(server.url, token, mail('anna@example.com')))).toBe('RATE_LIMITED');
        const again = await ask(server.url, token, once);
        expect(again.data.createAppointment.appointment.id).toBe(first.data.createAppointment.appointment.id);
      },
      { CUSTOMER_BOOKINGS_PER_HOUR: '1' },
    ));
});

describe('SMS_COUNTRIES', () => {
  it('SMS_COUNTRIES refuses numbers of other countries, and of none, to customers and staff, in bookings and corrections', () =>
    withServer(
      async (server) => {
        expect(await metricsOf(server.url)).toEqual({ customer: 0, email: 0, sms: 0, country: 0 });
        for (const role of ['customer', 'staff'] as const) {
          const token = await server.token(role, role);
          for (const phone of ['+19005550123', '+18765551234', '+88213000000', '+447700900123']) {
            const refused = await ask(server.url, token, sms(phone));
            expect(refused.errors[0]?.extensions).toMatchObject({
              code: 'BAD_USER_INPUT',
              issues: [{ path: ['input', 'phone'] }],
            });
          }
          expect(codeOf(await ask(server.url, token, sms('+436641234567')))).toBe('booked');
          expect(codeOf(await ask(server.url, token, mail('anna@example.com', { phone: '+18765551234' })))).toBe(
            'booked',
          );
        }
        expect((await metricsOf(server.url)).country).toBe(8);
        const retry = await server.query(
          await server.token('desk', 'staff'),
          'mutation ($input: RetryDeliveryInput!) { retryDelivery(input: $input) { delivery { id } } }',
          { input: { id: 'some', phone: '+19005550123' } },
        );
        expect(retry.errors[0]?.extensions.issues).toMatchObject([{ path: ['input', 'phone'] }]);
      },
      { SMS_COUNTRIES: 'at, DE' },
    ));
});
