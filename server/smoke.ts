import { spawn } from 'node:child_process';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { freePort } from '../dev/src/ports.ts';
import { startPostgres } from '../dev/src/postgres.ts';

await using pg = await startPostgres();
const port = await freePort();
const child = spawn(process.execPath, ['server/src/main.ts'], {
  stdio: 'inherit',
  env: {
    ...process.env,
    PORT: String(port),
    DATABASE_URL: pg.url,
    JWT_SECRET: 'x'.repeat(40),
    DEV_TOKENS: '1',
    LOG_LEVEL: process.env.LOG_LEVEL ?? 'info',
  },
});
const base = `http://127.0.0.1:${port}`;
for (let i = 0; i < 100; i++) {
  const r = await fetch(`${base}/readyz`).catch(() => null);
  if (r?.ok) {
    console.log(await r.text());
    break;
  }
  await new Promise((r) => setTimeout(r, 100));
}
const { token } = (await (
  await fetch(`${base}/dev/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ sub: 'anna', role: 'customer' }),
  })
).json()) as { token: string };
const gql = async (query: string, variables = {}) => {
  const r = await fetch(`${base}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query, variables }),
  });
  return [r.status, JSON.stringify(await r.json())];
};
console.log(await gql('{ me { id role } }'));
console.log(
  await gql(
    'mutation($input: CreateAppointmentInput!) { createAppointment(input: $input) { feedCursor appointment { id time notify {email sms} deliveries { id channel status history {status} } } } }',
    {
      input: {
        time: '2027-01-01T10:00:00+01:00',
        email: 'a@example.com',
        phone: '+15555550123',
        notify: { email: true, sms: true },
        idempotencyKey: 'k1',
      },
    },
  ),
);
console.log(
  await gql('mutation($input: CreateAppointmentInput!) { createAppointment(input: $input) { appointment { id } } }', {
    input: { time: 'nope', email: 'a@', notify: { email: true, sms: true }, idempotencyKey: 'k1' },
  }),
);
console.log(
  await gql(
    '{ appointments { nodes { id userId deliveries { status history { status occurredAt } } } pageInfo { endCursor hasNextPage } } deliveries { nodes { id status appointment { title } } } feedCursor }',
  ),
);
const client = createClient({
  url: `ws://127.0.0.1:${port}/graphql`,
  webSocketImpl: WebSocket,
  connectionParams: { authorization: `Bearer ${token}` },
});
const got = client.iterate({
  query: 'subscription { deliveryStatusChanged { cursor replayed channel status attempt } }',
});
(async () => {
  for await (const r of got) console.log(JSON.stringify(r));
})();
await new Promise((r) => setTimeout(r, 500));
console.log(
  await gql('mutation($input: CreateAppointmentInput!) { createAppointment(input: $input) { appointment { id } } }', {
    input: { time: '2027-01-01T10:00:00+01:00', email: 'a@example.com', notify: { email: true } },
  }),
);
await new Promise((r) => setTimeout(r, 500));
for (const p of ['/', '/playground', '/nope', '/metrics']) {
  const r = await fetch(base + p);
  console.log(p, r.status, (await r.text()).slice(0, 60));
}
await client.dispose();
child.kill('SIGTERM');
await new Promise((r) =>
  child.once('exit', (c) => {
    console.log('exit', c);
    r(null);
  }),
);
