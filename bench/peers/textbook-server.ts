/**
 * The textbook: Apollo Server, and entities that are flushed for each request. Bare: one row, and a send to Kafka in the
 * resolver. EQUAL=1: with the product's checks, keys, columns and rows, and a relay that moves the outbox to Kafka.
 */
import { randomUUID } from 'node:crypto';
import { ApolloServer } from '@apollo/server';
import fastifyApollo from '@as-integrations/fastify';
import { defineEntity, p } from '@mikro-orm/core';
import { MikroORM } from '@mikro-orm/postgresql';
import { fastify } from 'fastify';
import kafkajs from 'kafkajs';
import { serve } from '../src/parts/serve.ts';
import { type Booked, check, type Input, TABLES, typeDefs, userOf } from './appointments.ts';
import { EQUAL_TABLES, rowsOf, TOPIC } from './equal.ts';

const bare = {
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
};
const Appointment = defineEntity({ name: 'Appointment', tableName: 'appointment', properties: bare });
const EqualAppointment = defineEntity({
  name: 'EqualAppointment',
  tableName: 'appointment',
  properties: {
    ...bare,
    eventId: p.uuid(),
    occurredAt: p.datetime(),
    locale: p.text().nullable(),
    callerSub: p.text(),
    idempotencyKey: p.text().nullable(),
    inputHash: p.text(),
    feedStart: p.json(),
  },
});
const Delivery = defineEntity({
  name: 'Delivery',
  tableName: 'delivery',
  properties: {
    id: p.uuid().primary(),
    sourceEventId: p.uuid(),
    appointmentId: p.text(),
    userId: p.text().nullable(),
    channel: p.text(),
    status: p.text(),
    attempts: p.integer(),
    createdAt: p.datetime(),
    updatedAt: p.datetime(),
  },
});
const Outbox = defineEntity({
  name: 'Outbox',
  tableName: 'outbox',
  properties: {
    id: p.bigint('string').primary().autoincrement(),
    topic: p.text(),
    key: p.text(),
    value: p.text(),
    headers: p.text(),
    createdAt: p.datetime(),
  },
});

const equal = process.env.EQUAL === '1';
const entities = equal ? [EqualAppointment, Delivery, Outbox] : [Appointment];
const orm = await MikroORM.init({ clientUrl: process.env.DATABASE_URL ?? '', entities });
await orm.em.fork().execute(equal ? EQUAL_TABLES : TABLES);
const kafka = new kafkajs.Kafka({
  brokers: String(process.env.KAFKA_BROKERS).split(','),
  logLevel: kafkajs.logLevel.ERROR,
});
const admin = kafka.admin();
await admin.createTopics({ topics: [{ topic: TOPIC, numPartitions: 3 }], waitForLeaders: true });
await admin.disconnect();
const producer = kafka.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
await producer.connect();

async function bookBare(input: Input, user: string): Promise<Booked> {
  check(input);
  const em = orm.em.fork();
  const { time, timeZone, durationMinutes, title = null, location = null, email = null, phone = null, notify } = input;
  const appointment = em.create(Appointment, {
    id: randomUUID(),
    userId: user,
    title,
    location,
    time: new Date(time),
    timeZone,
    durationMinutes,
    email,
    phone,
    notifyEmail: notify.email,
    notifySms: notify.sms,
    createdAt: new Date(),
  });
  await em.flush();
  const value = JSON.stringify({ type: 'appointment.created', appointment });
  await producer.send({ topic: TOPIC, messages: [{ key: appointment.id, value }] });
  return appointment;
}

async function bookEqual(input: Input, user: string): Promise<Booked> {
  const rows = rowsOf(input, user);
  const { idempotency_key: idempotencyKey, input_hash: inputHash } = rows.appointment;
  const em = orm.em.fork();
  if (idempotencyKey !== null) {
    const first = await em.findOne(EqualAppointment, { callerSub: user, idempotencyKey: String(idempotencyKey) });
    if (first !== null && first.inputHash !== inputHash) throw new Error('this key was used with another input');
    if (first !== null) return first;
  }
  // entities name in camelCase what columns name in snake_case
  const named = (row: object): never =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => [
        name.replace(/_(.)/g, (_all, letter) => letter.toUpperCase()),
        value,
      ]),
    ) as never;
  em.create(EqualAppointment, named(rows.appointment));
  for (const delivery of rows.deliveries) em.create(Delivery, named(delivery));
  em.create(Outbox, { ...rows.entry, createdAt: new Date() });
  await em.flush();
  wake();
  return rows.appointment;
}

/** The relay: one batch after the other, as soon as something was booked. It locks what it reads until the log has it. */
let wake = () => {};
async function relay(): Promise<never> {
  for (;;) {
    const woken = new Promise<void>((resolve) => {
      wake = resolve;
    });
    const moved = await orm.em.fork().transactional(async (em) => {
      const entries = await em.execute<{ id: string; topic: string; key: string; value: string; headers: string }[]>(
        'select * from outbox order by id limit 100 for update skip locked',
      );
      if (entries.length === 0) return 0;
      const messages = entries.map(({ key, value, headers }) => ({ key, value, headers: JSON.parse(headers) }));
      await producer.send({ topic: TOPIC, messages });
      await em.nativeDelete(Outbox, { id: { $in: entries.map(({ id }) => id) } });
      return entries.length;
    });
    if (moved === 0) await Promise.race([woken, new Promise((resolve) => setTimeout(resolve, 1_000))]);
  }
}

interface Context {
  readonly user: string;
}

const book = equal ? bookEqual : bookBare;
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
if (equal) void relay();
serve(await app.listen({ host: '127.0.0.1', port: 0 }));
