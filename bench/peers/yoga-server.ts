/** GraphQL Yoga on Node's own server, and one statement of pg for each request. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createSchema, createYoga } from 'graphql-yoga';
import { serve } from '../src/parts/serve.ts';
import { type Input, typeDefs, userOf } from './appointments.ts';
import { openStore } from './store.ts';

interface Context {
  readonly user: string;
}

const book = await openStore();
const yoga = createYoga({
  logging: 'warn',
  schema: createSchema<Context>({
    typeDefs,
    resolvers: {
      Mutation: {
        createAppointment: async (_root: unknown, { input }: { input: Input }, { user }: Context) => ({
          appointment: await book(input, user),
        }),
      },
    },
  }),
  context: async ({ request }) => ({ user: await userOf(request.headers.get('authorization') ?? undefined) }),
});
const http = createServer(yoga);
await once(http.listen(0, '127.0.0.1'), 'listening');
serve(`http://127.0.0.1:${(http.address() as AddressInfo).port}`); // a server that listens on a port has one
