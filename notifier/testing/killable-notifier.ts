/** A notifier as a process of its own, to be killed: `node killable-notifier.ts <addresses> <changes of the configuration>`, both as JSON. Ready when it says so. */
import { pino } from 'pino';
import type { Config } from '../src/config.ts';
import { startNotifier } from '../src/notifier.ts';
import { type Addresses, configOf } from './config.ts';

const addresses: Addresses = JSON.parse(process.argv[2] ?? '');
const change: Partial<Config> = JSON.parse(process.argv[3] ?? '{}');
await startNotifier(
  { ...configOf(addresses), ...change },
  { logger: pino({ level: 'silent' }), onFatal: () => process.exit(1) },
);
process.on('disconnect', () => process.exit(1));
process.send?.('ready');
