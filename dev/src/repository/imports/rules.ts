/**
 * Who may import whom. `imports.test.ts` checks every source file against this page; tests, dev, e2e and bench may import
 * anything. docs/architecture.md explains it.
 */

/** What each workspace may import of ours. */
const workspaces: Readonly<Record<string, readonly string[]>> = {
  support: [],
  events: [],
  messages: ['events'],
  'event-log': [],
  channels: [],
  server: ['support', 'events', 'messages', 'event-log'],
  notifier: ['support', 'events', 'messages', 'event-log', 'channels'],
  sdk: [],
  client: ['sdk/resume', 'events/email-address', 'events/phone-number', 'events/place', 'events/visible-text'],
};

/** The only folders that may import a vendor's package; a name stands for all packages that begin so. */
const vendors: Readonly<Record<string, readonly string[]>> = {
  kafkajs: ['event-log/src/kafka'],
  pg: ['event-log/src/postgres', 'support/src/postgres'],
  nodemailer: ['channels/src'],
  twilio: ['channels/src'],
  '@mikro-orm/': ['server/src', 'notifier/src/ledger', 'support/src/postgres'],
  '@apollo/': ['server/src/graphql'],
  '@as-integrations/': ['server/src/graphql'],
  'graphql-ws': ['server/src/live', 'sdk/src', 'client/src'],
  '@opentelemetry/': ['support/src/traces'],
  react: ['client/src'],
  'react-dom': ['client/src'],
  urql: ['client/src'],
  graphiql: ['client/src'],
};

/** Folders without I/O: of Node's modules they import its hashes alone. */
const pure: readonly string[] = ['events/src', 'messages/src'];

/**
 * The rooms of a service, from the way in down to what everything stands on: a file imports from its own room and from
 * those below it, never upwards. Files beside the rooms (main, config, http …) may import all of them, and are imported by
 * none, but for what `leaves` lists.
 */
const rooms: Readonly<Record<string, readonly string[]>> = {
  'server/src': [
    'live',
    'exports',
    'graphql',
    'reemission',
    'projection',
    'feed',
    'appointments',
    'reminders',
    'deliveries',
    'outbox',
    'auth',
    'db',
  ],
  'notifier/src': ['intake', 'callbacks', 'delivery', 'channel', 'report', 'ledger'],
};

/** Files beside the rooms that every room may import; they import nothing of theirs. */
const leaves: readonly string[] = [
  'server/src/request-error.ts',
  'server/src/links.ts',
  'server/src/local-time.ts',
  'server/src/texts.ts',
  'server/src/zod-issues.ts',
  'notifier/src/consumed-topics.ts',
  'notifier/src/faults.ts',
  'notifier/src/metrics.ts',
];

export const rules = { workspaces, vendors, pure, rooms, leaves };
