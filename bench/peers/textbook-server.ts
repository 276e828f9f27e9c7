/** The textbook: Apollo Server, an entity that is flushed for each request, and a send to Kafka in the resolver. */
import { randomUUID } from 'node:crypto';
import { ApolloServer } from '@apollo/server';
import fastifyApollo from '@as-integrations/fastify';
import { defineEntity, p } from '@mikro-orm/core';
import { MikroORM } from '@mikro-orm/postgresql';
import { fastify } from 'fastify';
import kafkajs from 'kafkajs';
import { check, type Input, ready, TABLES, typeDefs, userOf } from './appointments.ts';

const TOPIC = 'textbook.appointments';

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
const kafka = new kafkajs.Kafka({
  brokers: String(process.env.KAFKA_BROKERS).split(','),
  logLevel: kafkajs.logLevel.ERROR,
});
const admin = kafka.admin();
await admin.createTopics({ topics: [{ topic: TOPIC, numPartitions: 3 }], waitForLeaders: true });
await admin.disconnect();
const producer = kafka.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
await producer.connect();

interface Context {
  readonly user: string;
}

const apollo = new ApolloServer<Context>({
  typeDefs,
  resolvers: {
    Mutation: {
      async createAppointment(_root: unknown, { input }: { input: Input }, { user }: Context) {
        check(input);
        const em = orm.em.fork();
        const { notify, ...rest } = input;
        const appointment = em.create(Appointment, {
          title: null,
          location: null,
          email: null,
          phone: null,
          ...rest,
          id: randomUUID(),
          userId: user,
          time: new Date(input.time),
          notifyEmail: notify.email,
          notifySms: notify.sms,
          createdAt: new Date(),
        });
        await em.flush();
        await producer.send({
          topic: TOPIC,
          messages: [{ key: appointment.id, value: JSON.stringify({ type: 'appointment.created', appointment }) }],
        });
        return { appointment };
      },
    },
  },
});
await apollo.start();
const app = fastify();
await app.register(fastifyApollo(apollo), {
  context: async ({ headers }) => ({ user: await userOf(headers.authorization) }),
});
ready(await app.listen({ host: '127.0.0.1', port: 0 }));
