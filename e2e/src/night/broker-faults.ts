/** Faults of a Kafka broker. */
import type { Kafka } from '@belltower/dev/kafka';
import kafkajs from 'kafkajs';
import { appendUndecodable } from '../testbed/append-undecodable.ts';
import { type Fault, nothingToUndo, undo } from './fault.ts';
import type { Stage } from './stage.ts';

const TOPIC = 'appointments.created';

function brokerOf({ kafka }: Stage): Kafka {
  if (kafka === null) throw new Error('the event log is kept in PostgreSQL: there is no broker to break');
  return kafka;
}

async function setMinInsyncReplicas({ brokers }: Kafka, topic: string, value: string): Promise<void> {
  const admin = new kafkajs.Kafka({ brokers: [...brokers], logLevel: kafkajs.logLevel.NOTHING }).admin();
  await admin.connect();
  try {
    const configEntries = [{ name: 'min.insync.replicas', value }];
    await admin.alterConfigs({
      validateOnly: false,
      resources: [{ type: kafkajs.ConfigResourceTypes.TOPIC, name: topic, configEntries }],
    });
  } finally {
    await admin.disconnect();
  }
}

export const brokerFaults: readonly Fault[] = [
  {
    name: 'batch-undecodable',
    cause: 'Another system has written a batch that cannot be decoded.',
    alerts: ['BelltowerUndecodable'],
    mayAlso: ['BelltowerNotifierLag', 'BelltowerReemitted', 'BelltowerSlowConfirmations'],
    log: 'kafka',
    async begin(stage) {
      await appendUndecodable(brokerOf(stage).brokers, TOPIC);
      return nothingToUndo;
    },
  },
  {
    name: 'broker-hangs',
    cause: 'The broker hangs: it takes connections, and answers nothing.',
    alerts: ['BelltowerEventLogDown'],
    mayAlso: [
      ...['BelltowerOutboxOld', 'BelltowerNotifierFault', 'BelltowerReemitted', 'BelltowerSlowConfirmations'],
      ...['BelltowerNoRelay', 'BelltowerFeedStalled'],
    ],
    log: 'kafka',
    async begin(stage) {
      const { pid } = brokerOf(stage);
      if (pid === null) throw new Error('the broker does not run');
      process.kill(pid, 'SIGSTOP');
      return undo(() => process.kill(pid, 'SIGCONT'));
    },
  },
  {
    name: 'too-few-replicas',
    cause: 'Too few replicas of a topic are in sync: the broker refuses what is written to it.',
    alerts: ['BelltowerOutboxOld'],
    mayAlso: ['BelltowerNoRelay', 'BelltowerReemitted', 'BelltowerSlowConfirmations'],
    log: 'kafka',
    async begin(stage) {
      const kafka = brokerOf(stage);
      await setMinInsyncReplicas(kafka, TOPIC, '2');
      return undo(() => setMinInsyncReplicas(kafka, TOPIC, '1'));
    },
  },
];
