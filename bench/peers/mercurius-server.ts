/** Mercurius on Fastify, and one statement of pg for each request. */
import { fastify } from 'fastify';
import { mercurius } from 'mercurius';
import { serve } from '../src/parts/serve.ts';
import { type Input, typeDefs, userOf } from './appointments.ts';
import { openStore } from './store.ts';

const book = await openStore();
const app = fastify();
await app.register(mercurius, {
  schema: typeDefs,
  context: async ({ headers }) => ({ user: await userOf(headers.authorization) }),
  resolvers: {
    Mutation: {
      async createAppointment(_root: unknown, { input }: { input: Input }, context: object) {
        return { appointment: await book(input, 'user' in context ? String(context.user) : '') };
      },
    },
  },
});
serve(await app.listen({ host: '127.0.0.1', port: 0 }));
