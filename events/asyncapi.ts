/** The topics as an AsyncAPI 3 document (https://www.asyncapi.com/docs/reference/specification/v3.0.0), from their one source. */
import { jsonSchemaOf } from './json-schema.ts';
import { deadLetterTopicOf, type EventType, eventTypes, type Topic, topics, typesIn } from './src/index.ts';

const DAY_MS = 86_400_000;

/** Who writes a topic, and who reads it. */
const parties: Readonly<Record<Topic, { writers: string; readers: string }>> = {
  'appointments.created': {
    writers: 'the server; other producers are welcome',
    readers: 'the notifier, as the group `notifier`',
  },
  'appointments.changed': {
    writers: 'the server; other producers are welcome, for their own appointments',
    readers: 'the notifier, as the group `notifier`',
  },
  'notifications.status': {
    writers: 'the notifier (up to 0.1 the server, for `queued`)',
    readers: 'every server, all of it; other readers are welcome',
  },
  'notifications.retry-requested': {
    writers: 'the server',
    readers: 'the notifier, as the group `notifier`',
  },
};

const text = (description: string) => ({ type: 'string', description });

/** The document, as JSON has it. */
export function asyncApiDocument(version: string): object {
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Belltower events',
      version,
      description:
        'The events that the services of Belltower exchange, and that other programs may read or write. Records may be ' +
        'compressed with gzip, snappy, lz4 or zstd, by their producer or by the topic’s `compression.type`: all of them are read.',
      license: { name: 'MIT', url: 'https://opensource.org/license/mit' },
    },
    defaultContentType: 'application/json',
    servers: { kafka: { host: 'localhost:9094', protocol: 'kafka', description: 'The broker of docker compose.' } },
    channels: Object.fromEntries(topics.flatMap((topic) => [channelOf(topic), deadLetterChannelOf(topic)])),
    operations: Object.fromEntries(topics.flatMap(operationsOf)),
    components: {
      messages: Object.fromEntries(eventTypes.map((type) => [type, messageOf(type)])),
      messageTraits: { cloudEvent: { headers: cloudEventHeaders } },
    },
  };
}

function channelOf(topic: Topic) {
  const channel = {
    address: topic,
    description: `Written by ${parties[topic].writers}; read by ${parties[topic].readers}.`,
    messages: Object.fromEntries(typesIn(topic).map((type) => [type, { $ref: `#/components/messages/${type}` }])),
    bindings: { kafka: topicBinding(topic, 7) },
  };
  return [topic, channel] as const;
}

function deadLetterChannelOf(source: Topic) {
  const topic = deadLetterTopicOf(source);
  const channel = {
    address: topic,
    description: `Records of ${source} that could not be read or handled, as they came, under the key they had.`,
    messages: {
      record: { payload: { description: 'The bytes as they came.' }, headers: deadLetterHeaders },
      redriven: {
        payload: { description: 'Empty: it marks a dead letter that was put back.' },
        headers: redrivenHeaders,
      },
    },
    bindings: { kafka: topicBinding(topic, 30) },
  };
  return [topic, channel] as const;
}

function topicBinding(topic: string, days: number) {
  return {
    topic,
    partitions: 1,
    replicas: 1,
    topicConfiguration: { 'retention.ms': days * DAY_MS },
    bindingVersion: '0.5.0',
  };
}

function operationsOf(topic: Topic) {
  const channel = { $ref: `#/channels/${topic}` };
  const messages = typesIn(topic).map((type) => ({ $ref: `#/channels/${topic}/messages/${type}` }));
  return [
    [`send ${topic}`, { action: 'send', channel, messages, summary: `By ${parties[topic].writers}.` }],
    [`receive ${topic}`, { action: 'receive', channel, messages, summary: `By ${parties[topic].readers}.` }],
  ] as const;
}

function messageOf(type: EventType) {
  const { $schema: _, title, description, examples, ...payload } = jsonSchemaOf(type, 'draft-7');
  return {
    name: title,
    summary: description,
    contentType: 'application/json',
    traits: [{ $ref: '#/components/messageTraits/cloudEvent' }],
    payload,
    examples: examples.map((example) => ({ payload: example })),
    bindings: { kafka: { key: text('The appointment id: what order is kept for.'), bindingVersion: '0.5.0' } },
  };
}

/** CloudEvents 1.0 in Kafka's binary mode. The value alone is complete: readers may ignore all of them. */
const cloudEventHeaders = {
  type: 'object',
  properties: {
    'content-type': { type: 'string', const: 'application/json' },
    ce_specversion: { type: 'string', const: '1.0' },
    ce_id: text('The event_id.'),
    ce_type: text('The event_type.'),
    ce_source: text('Who wrote it, such as belltower/server.'),
    ce_time: text('The occurred_at.'),
    traceparent: text('The trace that it belongs to, if any (w3.org/TR/trace-context).'),
  },
};

const redrivenHeaders = {
  type: 'object',
  required: ['dead-letter-redriven', 'dead-letter-redriven-at'],
  properties: {
    'dead-letter-redriven': text('The place of that dead letter, as topic/partition/position.'),
    'dead-letter-redriven-at': text('When it was put back.'),
  },
};

const deadLetterHeaders = {
  type: 'object',
  required: ['dead-letter-code', 'dead-letter-topic', 'dead-letter-partition', 'dead-letter-position'],
  properties: {
    'dead-letter-code': text('Why, in a word.'),
    'dead-letter-reason': text('Why, in full; no address in it.'),
    'dead-letter-topic': text('Where it came from, with partition and position.'),
    'dead-letter-partition': text(
      'A number; -1 of an event that the log refused, and its position is then its number in the outbox.',
    ),
    'dead-letter-position': text('A number.'),
    'dead-letter-at': text('When it was parked.'),
    'dead-letter-null': text('What it had none of: key, value, or key,value.'),
    'dead-letter-cut-from-bytes': text('How long it was, where it was too large to be kept whole.'),
  },
};
