/** Every text that the schema takes, whatever argument it is for: a new one is held to the same rule without a new test. */
import {
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { openSocket, type RawSocket } from '../../../testing/live.ts';
import { type AnswerError, type TestServer, withServer } from '../../../testing/with-server.ts';
import { createSchema } from '../schema.ts';

const schema = createSchema();
const TEXTS = ['String', 'ID', 'DateTime', 'EmailAddress', 'PhoneNumber'];

/** One place for a text: a root field's argument, and the way from there. */
interface Place {
  readonly kind: 'query' | 'mutation' | 'subscription';
  readonly field: string;
  readonly selection: string;
  readonly type: GraphQLInputType;
  readonly path: readonly (string | number)[];
  readonly isId: boolean;
}

function placesIn(type: GraphQLInputType, path: Place['path']): Pick<Place, 'path' | 'isId'>[] {
  if (isNonNullType(type)) return placesIn(type.ofType, path);
  if (isListType(type)) return placesIn(type.ofType, [...path, 0]);
  if (isInputObjectType(type)) {
    return Object.values(type.getFields()).flatMap((field) => placesIn(field.type, [...path, field.name]));
  }
  return TEXTS.includes(type.name) ? [{ path, isId: type.name === 'ID' }] : [];
}

function placesOf(of: GraphQLSchema): Place[] {
  const roots = { query: of.getQueryType(), mutation: of.getMutationType(), subscription: of.getSubscriptionType() };
  return Object.entries(roots).flatMap(([kind, root]) =>
    Object.values(root?.getFields() ?? {}).flatMap((field) => {
      const selection = isObjectType(getNamedType(field.type)) ? '{ __typename }' : '';
      return field.args.flatMap(({ name, type }) =>
        placesIn(type, [name]).map((place) => ({
          kind: kind as Place['kind'],
          field: field.name,
          selection,
          type,
          ...place,
        })),
      );
    }),
  );
}

/** A value of a type that holds a text at one place, and what is needed everywhere else. */
function valueWith(type: GraphQLInputType, path: Place['path'], text: string): unknown {
  const [, next] = path;
  if (isNonNullType(type)) return valueWith(type.ofType, path, text);
  if (path.length === 1) return text;
  if (isListType(type)) return [valueWith(type.ofType, path.slice(1), text)];
  if (!isInputObjectType(type)) throw new Error('a path led into a leaf');
  const fields = Object.values(type.getFields()).filter((field) => field.name === next || isNonNullType(field.type));
  return Object.fromEntries(
    fields.map((field) => [
      field.name,
      field.name === next ? valueWith(field.type, path.slice(1), text) : fillerOf(field.type),
    ]),
  );
}

function fillerOf(type: GraphQLInputType): unknown {
  const named = isNonNullType(type) ? type.ofType : type;
  if (isListType(named)) return [];
  if (isInputObjectType(named)) return {};
  if (isEnumType(named)) return named.getValues()[0]?.name;
  return isLeafType(named) && named.name === 'Boolean' ? true : '2030-01-01T00:00:00Z';
}

function literalOf(type: GraphQLInputType, value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => literalOf(type, item)).join()}]`;
  if (typeof value === 'object' && value !== null) {
    return `{ ${Object.entries(value)
      .map(([name, inner]) => `${name}: ${literalOf(type, inner)}`)
      .join()} }`;
  }
  return JSON.stringify(value);
}

/** The same operation with the text in a variable, and in the document; other arguments that are needed have fillers. */
function operationsOf({ kind, field, selection, type, path }: Place, text: string, literally: boolean) {
  const root = {
    query: schema.getQueryType(),
    mutation: schema.getMutationType(),
    subscription: schema.getSubscriptionType(),
  }[kind];
  const [argument] = path;
  const value = valueWith(type, path, text);
  const others = (root?.getFields()[field]?.args ?? []).filter(
    (one) => one.name !== argument && isNonNullType(one.type),
  );
  const given = others.map((one) => {
    const filler = fillerOf(one.type);
    return `${one.name}: ${isEnumType(getNamedType(one.type)) ? filler : literalOf(one.type, filler)}`;
  });
  const own = `${argument}: ${literally ? literalOf(type, value) : '$v'}`;
  const query = `${kind} ${literally ? '' : `($v: ${type})`} { ${field}(${[own, ...given].join()}) ${selection} }`;
  return { query, variables: literally ? {} : { v: value } };
}

async function overSocket(
  { send, messages }: RawSocket,
  id: string,
  payload: unknown,
): Promise<readonly AnswerError[]> {
  send({ id, type: 'subscribe', payload });
  const answer = await expect
    .poll(() => messages.find((message) => message.id === id), { timeout: 10_000 })
    .toBeDefined()
    .then(() => messages.find((message) => message.id === id));
  return answer?.type === 'error'
    ? Array.from(answer.payload as unknown as AnswerError[])
    : (answer?.payload?.errors ?? []);
}

/** What an answer says is wrong at this place; null where it is not refused so. */
function faultAt(errors: readonly AnswerError[], path: Place['path']): string | null {
  const [first] = errors;
  if (first?.extensions.code !== 'BAD_USER_INPUT') return null;
  const issues = first.extensions.issues as readonly { path: Place['path']; message: string }[];
  return issues.find((issue) => JSON.stringify(issue.path) === JSON.stringify(path))?.message ?? null;
}

async function withDesk(test: (server: TestServer, token: string, raw: RawSocket) => Promise<void>): Promise<void> {
  await withServer(
    async (server) => {
      const token = await server.token('desk', 'staff');
      const raw = await openSocket(server, { init: token });
      await test(server, token, raw);
      raw.socket.terminate();
    },
    { SOCKET_SUBSCRIBES_PER_SECOND: '100000', SOCKET_FRAME_BYTES: '1048576' },
  );
}

describe('a text that no database can hold', () => {
  const places = placesOf(schema);
  const named = places.map((place): [string, Place] => [
    `${place.kind} ${place.field}(${place.path.join('.')})`,
    place,
  ]);

  it('a text that no database can hold is tried in every argument', () => {
    const fields = new Set(places.map(({ field }) => field));
    for (const field of [
      'appointment',
      'deliveries',
      'createAppointment',
      'acknowledgeDelivery',
      'deliveryStatusChanged',
    ]) {
      expect(fields).toContain(field);
    }
    expect(places.length).toBeGreaterThan(30);
  });

  it('a text that no database can hold is refused with its path, in variables and documents, over HTTP and WebSockets', () =>
    withDesk(async (server, token, raw) => {
      const accepted: string[] = [];
      for (const [name, place] of named) {
        const texts = ['\0', 'a\0b', 'x'.repeat(place.isId ? 256 : 65_537), '\ud800', 'x\udc00'];
        for (const text of texts) {
          for (const literally of text.isWellFormed() && text.length < 60_000 ? [false, true] : [false]) {
            const operation = operationsOf(place, text, literally);
            const how = `${name} ${literally ? 'literal' : 'variable'} ${JSON.stringify(text.slice(0, 3))}`;
            if (place.kind !== 'subscription') {
              const { errors, status } = await server.query(token, operation.query, operation.variables);
              if (status !== 400 || faultAt(errors, place.path) === null)
                accepted.push(`HTTP ${status} ${how} ${JSON.stringify(errors).slice(0, 200)}`);
            }
            const errors = await overSocket(raw, how, operation);
            if (faultAt(errors, place.path) === null)
              accepted.push(`WebSocket ${how} ${JSON.stringify(errors).slice(0, 200)}`);
          }
        }
      }
      expect(accepted).toEqual([]);
    }));

  it('a text that no database can hold is refused as the subject of a token', () =>
    withServer(async ({ url }) => {
      for (const sub of ['a\0', '\ud800', '', 'x'.repeat(256)]) {
        const body = JSON.stringify({ sub, role: 'staff' });
        const headers = { 'content-type': 'application/json' };
        expect((await fetch(`${url}/dev/token`, { method: 'POST', headers, body })).status).toBe(400);
      }
    }));
});

describe('a page’s cursor', () => {
  it('a page’s cursor is accepted only unchanged, and for its own list', () =>
    withDesk(async (server, token) => {
      const at = Date.now().toString(36);
      const id = '5e3a2f0e-0000-4000-8000-000000000000';
      const write = (text: string) => Buffer.from(text).toString('base64url');
      const good = write(`deliveries ${at} ${id}`);
      const page = async (after: string) =>
        await server.query(token, 'query ($after: String) { deliveries(after: $after) { nodes { id } } }', { after });
      expect(await page(good)).toMatchObject({ status: 200, errors: [] });
      const bad = [
        ...['', 'x', `${good}=`, `${good}A`, ` ${good}`, good.slice(0, -1)],
        write(`appointments ${at} ${id}`),
        write(`deliveries ${at} ${id.toUpperCase()}`),
        write(`deliveries ${at} ${'-'.repeat(36)}`),
        write(`deliveries 0 ${id}`),
        write(`deliveries zzzzzzzzzzz ${id}`),
        write(`deliveries 0${at} ${id}`),
        write(`deliveries ${at} ${id} `),
        write(`${at} ${id}`),
      ];
      for (const after of bad) {
        const { errors } = await page(after);
        expect([after, faultAt(errors, ['after'])]).toEqual([after, 'must be a cursor of this list, in this order']);
      }
    }));
});
