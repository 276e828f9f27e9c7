/** A notifier as a process of its own, to be killed: `node killable-notifier.ts <addresses as JSON>`. Ready when it says so. */
import { pino } from 'pino';
import { startNotifier } from '../src/notifier.ts';
import { type Addresses, configOf } from './config.ts';

const addresses: Addresses = JSON.parse(process.argv[2] ?? '');
await startNotifier(configOf(addresses), { logger: pino({ level: 'silent' }), onFatal: () => process.exit(1) });
process.on('disconnect', () => process.exit(1));
process.send?.('ready');
