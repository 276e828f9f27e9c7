/** A mail server that accepts everything, at once. */
import { startScriptedSmtpServer } from '@belltower/dev/scripted-smtp-server';

const server = await startScriptedSmtpServer();
process.send?.({ peer: 'ready', url: server.url });
process.once('disconnect', () => process.exit());
