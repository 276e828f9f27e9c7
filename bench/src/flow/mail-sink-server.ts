/** A mail server that accepts everything, at once. */
import { startSmtpSink } from '../../../e2e/src/chaos/smtp-sink.ts';

const sink = await startSmtpSink({ answer: () => ({ kind: 'accept', answerAfterMs: 0 }), onAccept() {} });
process.send?.({ peer: 'ready', url: `smtp://127.0.0.1:${sink.port}` });
process.once('disconnect', () => process.exit());
