/**
 * The textbook: Apollo Server, and entities that are flushed for each request. Bare: one row, and a send to Kafka in the
 * resolver. EQUAL=1: with the product's checks, keys, columns and rows, and a relay that moves the outbox to Kafka.
 */
import { ApolloServer } from '@apollo/server';
import fastifyApollo from '@as-integrations/fastify';
import { defineEntity, MikroORM, p } from '@mikro-orm/postgresql';
import { fastify } from 'fastify';
import { Appointment } from '../../server/src/appointments/appointment.ts';
import { Delivery } from '../../server/src/deliveries/delivery.ts';
import { OutboxEntry } from '../../server/src/outbox/outbox-entry.ts';
import { serve } from '../src/parts/serve.ts';
import { type Booked, bareRowOf, type Input, TABLES, typeDefs, userOf } from './appointments.ts';
import { rowsOf, TOPIC } from './equal.ts';
import { openKafka } from './kafka.ts';
import { openProductTables } from './product-tables.ts';

type Book = (input: Input, user: string) => Promise<Booked>;

const { producer } = await openKafka(TOPIC, 3);

async function openBare(): Promise<Book> {
  const Appointment = defineEntity({
    name: 'Appointment',
    tableName: 'appointment',
    properties: {
      id: p.uuid().primary(),
      userId: p.text(),
      title: p.text().nullable(),
      location: p.text().nullable(),
      time: p.datetime(),
      timeZone: p.text(),
      durationMinutes: p.integer(),
      email: p.text().nullable(),
      phone: p.text().nullable(),
      notifyEmail: p.boolean(),
      notifySms: p.boolean(),
      createdAt: p.datetime(),
    },
  });
  const orm = await MikroORM.init({ clientUrl: process.env.DATABASE_URL ?? '', entities: [Appointment] });
  await orm.em.fork().execute(TABLES);
  return async (input, user) => {
    const em = orm.em.fork();
    const appointment = em.create(Appointment, bareRowOf(input, user));
    await em.flush();
    const value = JSON.stringify({ type: 'appointment.created', appointment });
    await producer.send({ topic: TOPIC, messages: [{ key: appointment.id, value }] });
    return appointment;
  };
}

async function openEqual(): Promise<Book> {
  const { fork } = await openProductTables();
  let wake = () => {};
  void relay();
  return async (input, user) => {
    const rows = rowsOf(input, user);
    const { idempotency_key: idempotencyKey, input_hash: inputHash } = rows.appointment;
    const em = fork();
    if (idempotencyKey !== null) {
      const first = await em.findOne(Appointment, { callerSub: user, idempotencyKey: String(idempotencyKey) });
      if (first !== null && first.inputHash !== inputHash) throw new Error('this key was used with another input');
      if (first !== null) return first;
    }
    em.create(Appointment, named(rows.appointment));
    for (const delivery of rows.deliveries) em.create(Delivery, named(delivery));
    em.create(OutboxEntry, { ...rows.entry, createdAt: new Date() });
    await em.flush();
    wake();
    return rows.appointment;
  };

  /** The relay: one batch after the other, as soon as something was booked. It locks what it reads until the log has it. */
  async function relay(): Promise<never> {
    for (;;) {
      const woken = new Promise<void>((resolve) => {
        wake = resolve;
      });
      const moved = await fork().transactional(async (em) => {
        const entries = await em.execute<{ id: string; topic: string; key: string; value: string; headers: string }[]>(
          'select * from server.outbox order by id limit 100 for update skip locked',
        );
        if (entries.length === 0) return 0;
        const messages = entries.map(({ key, value, headers }) => ({ key, value, headers: JSON.parse(headers) }));
        await producer.send({ topic: TOPIC, messages });
        await em.nativeDelete(OutboxEntry, { id: { $in: entries.map(({ id }) => id) } });
        return entries.length;
      });
      if (moved === 0) await Promise.race([woken, new Promise((resolve) => setTimeout(resolve, 1_000))]);
    }
  }
}

/** Entities name in camelCase what columns name in snake_case. */
function named(row: object): never {
  const camel = (name: string) => name.replace(/_(.)/g, (_all, letter) => letter.toUpperCase());
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [camel(name), value])) as never;
}

interface Context {
  readonly user: string;
}

const book = await (process.env.EQUAL === '1' ? openEqual() : openBare());
const apollo = new ApolloServer<Context>({
  typeDefs,
  resolvers: {
    Mutation: {
      createAppointment: async (_root: unknown, { input }: { input: Input }, { user }: Context) => ({
        appointment: await book(input, user),
      }),
    },
  },
});
await apollo.start();
const app = fastify();
await app.register(fastifyApollo(apollo), {
  context: async ({ headers }) => ({ user: await userOf(headers.authorization) }),
});
serve(await app.listen({ host: '127.0.0.1', port: 0 }));
