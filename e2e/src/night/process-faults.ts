/** Faults of processes: they end, or hang. */
import type { Service } from '../testbed/service.ts';
import { type Fault, undo } from './fault.ts';

async function kill(services: readonly Service[]): Promise<AsyncDisposable> {
  await Promise.all(services.map((service) => service.signal('SIGKILL')));
  return undo(() => Promise.all(services.map((service) => service.start())));
}

async function hang(services: readonly Service[]): Promise<AsyncDisposable> {
  await Promise.all(services.map((service) => service.signal('SIGSTOP')));
  return undo(() => Promise.all(services.map((service) => service.signal('SIGCONT'))));
}

/** A minute is two seconds here, and a start takes longer than that. */
const AFTER_A_START = [
  ...['BelltowerNoRelay', 'BelltowerEventLogDown', 'BelltowerOutboxOld', 'BelltowerServerErrors'],
  ...['BelltowerSlowConfirmations', 'BelltowerReemitted'],
];

export const processFaults: readonly Fault[] = [
  {
    name: 'servers-ended',
    cause: 'Every server was killed, and none was started again.',
    alerts: ['BelltowerServerDown', 'BelltowerInstanceDown'],
    mayAlso: AFTER_A_START,
    begin: ({ servers }) => kill(servers),
  },
  {
    name: 'servers-hang',
    cause: 'Every server hangs: the processes are there, and answer nothing.',
    alerts: ['BelltowerServerDown', 'BelltowerInstanceDown'],
    mayAlso: AFTER_A_START,
    begin: ({ servers }) => hang(servers),
  },
  {
    name: 'server-ended',
    cause: 'One of two servers was killed.',
    alerts: ['BelltowerInstanceDown'],
    mayAlso: AFTER_A_START,
    begin: ({ servers: [, second] }) => kill([second]),
  },
  {
    name: 'server-hangs',
    cause: 'One of two servers hangs: its process is there, and answers nothing.',
    alerts: ['BelltowerInstanceDown'],
    mayAlso: ['BelltowerNoRelay', 'BelltowerOutboxOld', 'BelltowerRemindersLate'],
    begin: ({ servers: [, second] }) => hang([second]),
  },
  {
    name: 'notifier-ended',
    cause: 'The notifier was killed.',
    alerts: ['BelltowerNotifierDown', 'BelltowerInstanceDown'],
    mayAlso: ['BelltowerReemitted', 'BelltowerSlowConfirmations'],
    begin: ({ notifier }) => kill([notifier]),
  },
  {
    name: 'notifier-hangs',
    cause: 'The notifier hangs: its process is there, and answers nothing.',
    alerts: ['BelltowerNotifierDown', 'BelltowerInstanceDown'],
    mayAlso: ['BelltowerReemitted', 'BelltowerSlowConfirmations'],
    begin: ({ notifier }) => hang([notifier]),
  },
];
