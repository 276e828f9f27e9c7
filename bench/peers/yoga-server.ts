/** GraphQL Yoga on Node's own server, and one statement of pg for each request. */
import { createServer } from 'node:http';
import { createSchema, createYoga } from 'graphql-yoga';
import { listen, serve } from '../src/parts/serve.ts';
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
serve(await listen(createServer(yoga)));
