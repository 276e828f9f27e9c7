/** Requests that graphql-js itself calls valid, and then throws at while it validates or executes them: errors of their callers. */
import { expect, it } from 'vitest';
import { openSocket } from '../../../testing/live.ts';
import { withServer } from '../../../testing/with-server.ts';

const needed = (...path: (string | number)[]) => ({
  code: 'BAD_USER_INPUT',
  issues: [{ path, code: 'REQUIRED', message: 'is needed' }],
});

/** Each passes null for `$v`, whose default is what makes it fit. */
const NULL_FOR_DEFAULT: readonly (readonly [query: string, refusal: object])[] = [
  ['query ($v: Boolean = true) { me @skip(if: $v) { id } }', needed('if')],
  ['query ($v: Boolean = true) { ...F } fragment F on Query { me { id @include(if: $v) } }', needed('if')],
  ['query ($v: ID = "x") { delivery(id: $v) { id } }', needed('id')],
  ['query ($v: ID = "x") { deliveries(filter: { ids: ["y", $v] }) { nodes { id } } }', needed('filter', 'ids', 1)],
  [
    'query ($v: Bucket = DAY) { deliveryStatistics(since: "2026-01-01T00:00:00Z", bucket: $v) { count } }',
    needed('bucket'),
  ],
  ['query ($v: String = "Query") { __type(name: $v) { name } }', needed('name')],
  [
    'mutation ($v: CreateAppointmentInput = { time: "x", notify: {} }) { createAppointment(input: $v) { feedCursor } }',
    needed('input'),
  ],
  [
    'mutation ($v: DateTime = "x") { createAppointment(input: { time: $v, notify: {} }) { feedCursor } }',
    needed('input', 'time'),
  ],
  ['mutation ($v: [ID!] = ["x"]) { retryDeliveries(ids: $v) { __typename } }', needed('ids')],
];

const CHOSEN_SUBSCRIPTIONS = [
  'subscription ($v: Boolean!) { deliveryStatusChanged @skip(if: $v) { cursor } }',
  'subscription { deliveryStatusChanged @include(if: false) { cursor } }',
  'subscription ($v: Boolean!) { ... @include(if: $v) { deliveryStatusChanged { cursor } } }',
  'subscription ($v: Boolean!) { ...F } fragment F on Subscription { deliveryStatusChanged @skip(if: $v) { cursor } }',
];

it('null for a variable whose default is needed is refused with its place, and a subscription that a directive chooses, too', () =>
  withServer(async (server) => {
    const token = await server.token('desk', 'staff');
    const socket = await openSocket(server, { init: token });
    const refusals = [
      ...NULL_FOR_DEFAULT,
      ...CHOSEN_SUBSCRIPTIONS.map((query) => [query, { code: 'GRAPHQL_VALIDATION_FAILED' }] as const),
    ];
    for (const [query, refusal] of refusals) {
      const variables = { v: query.includes('Boolean!') ? true : null };
      const { status, errors } = await server.query(token, query, variables);
      expect({ query, status, errors }).toMatchObject({ query, status: 400, errors: [{ extensions: refusal }] });
      const id = query.slice(0, 128);
      socket.send({ id, type: 'subscribe', payload: { query, variables } });
      const answer = () => socket.messages.find((message) => message.id === id);
      await expect.poll(answer, { timeout: 10_000, message: query }).toBeDefined();
      const { type, payload } = answer() ?? {};
      const refused = type === 'error' ? payload : payload?.errors;
      expect({ query, refused }).toMatchObject({ query, refused: [{ extensions: refusal }] });
    }
    const given =
      'query ($v: ID = "x", $w: Int = 5) { delivery(id: $v) { id } deliveries(first: $w) { nodes { id } } }';
    for (const variables of [{}, { w: null }, { v: 'y' }]) {
      expect(await server.query(token, given, variables)).toMatchObject({ status: 200, errors: [] });
    }
    const other = `query One($v: ID = "x") { delivery(id: $v) { id } } query Two($v: Int = 5) { deliveries(first: $v) { nodes { id } } }`;
    const body = JSON.stringify({ query: other, operationName: 'Two', variables: { v: null } });
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
    expect((await fetch(`${server.url}/graphql`, { method: 'POST', headers, body })).status).toBe(200);
    socket.socket.terminate();
  }));
