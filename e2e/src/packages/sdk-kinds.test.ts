/** The packed SDK in projects of other kinds: the oldest TypeScript it names, CommonJS, no types of Node, the next graphql, a bundle. */
import { cp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Consumer, createConsumer } from './consumer.ts';
import { problemsInTypeScript52 } from './old-typescript.ts';
import { nodesOnPath, startProgram } from './program.ts';

const USE = `
import { BelltowerError, createBelltower } from '@belltower/sdk';
import { subscribeResuming } from '@belltower/sdk/resume';

export async function use() {
  const belltower = createBelltower({ url: new URL('https://example.com/graphql'), token: () => 'token' });
  for await (const { status } of belltower.watchDeliveries()) if (status === 'SENT') break;
  await belltower.deliveries({ filter: { since: new Date(), until: '2026-02-20T15:00:00Z' } });
  try {
    await belltower.createAppointment({ time: new Date(), notify: { email: true }, reminders: [{ before: 'PT24H', email: true }] });
  } catch (error) {
    if (!(error instanceof BelltowerError)) throw error;
    if (error.kind === 'network') return error.code === 'TIMEOUT';
    // @ts-expect-error no code of an answer
    if (error.code === 'TIMEOUT') return false;
    return error.code === 'CONFLICT' && error.reason === 'SEQUENCE_CHANGED';
  }
  return subscribeResuming;
}
`;

const REQUIRE = `
const { BelltowerError, createBelltower } = require('@belltower/sdk');
const belltower = createBelltower({ url: 'http://127.0.0.1:1/graphql', token: 'token', attempts: 1 });
import('@belltower/sdk').then(async (other) => {
  const error = await belltower.me().catch((reason) => reason);
  console.log(error.code, error instanceof BelltowerError, error instanceof other.BelltowerError);
  console.log(BelltowerError === other.BelltowerError, new Error('x') instanceof BelltowerError);
  await belltower.close();
});
`;

let consumer: Consumer;
beforeAll(async () => {
  consumer = await createConsumer(['sdk'], ['ws', 'graphql-17']);
  await Promise.all(['use.mts', 'use.cts'].map((name) => consumer.write(name, USE)));
});
afterAll(() => consumer[Symbol.asyncDispose]());

const pathsOf = (...names: readonly string[]) => names.map((name) => join(consumer.folder, name));

it.each(['node16', 'nodenext'] as const)(
  'has types for TypeScript 5.2 with module %s, from ES modules and CommonJS, without the types of Node',
  (module) => {
    expect(problemsInTypeScript52(pathsOf('use.mts', 'use.cts'), module)).toEqual([]);
  },
);

it('has types beside graphql 17', async () => {
  const modules = join(consumer.folder, 'node_modules');
  await rename(join(modules, 'graphql'), join(modules, 'graphql-16'));
  try {
    await cp(join(modules, 'graphql-17'), join(modules, 'graphql'), { recursive: true });
    expect(problemsInTypeScript52(pathsOf('use.mts'), 'nodenext')).toEqual([]);
  } finally {
    await rm(join(modules, 'graphql'), { recursive: true });
    await rename(join(modules, 'graphql-16'), join(modules, 'graphql'));
  }
});

it.each(await nodesOnPath())(
  'is required from CommonJS, its errors those of the module too, on Node $version',
  async ({ path }) => {
    await consumer.write('main.cjs', REQUIRE);
    await using program = startProgram(path, consumer.folder, 'main.cjs', {});
    expect(await program.ended).toBe('exit code 0');
    expect(program.lines()).toEqual(['NETWORK true true', 'false false']);
  },
);

it('leaves out of a bundle what is not used', async () => {
  const sizeOf = async (name: string, code: string) => {
    await consumer.write(`${name}.mjs`, code);
    return (await consumer.bundle(`${name}.mjs`)).code;
  };
  const errors = await sizeOf('errors', "export { BelltowerError } from '@belltower/sdk';");
  const resume = await sizeOf('resume', "export { subscribeResuming } from '@belltower/sdk/resume';");
  const all = await sizeOf('all', "export { createBelltower } from '@belltower/sdk';");
  expect(errors).not.toMatch(/mutation|WebSocket|graphql-transport-ws/);
  expect(resume).not.toMatch(/mutation|createAppointment/);
  expect(all).toMatch(/createAppointment/);
});
