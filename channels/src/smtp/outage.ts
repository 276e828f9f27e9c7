import type { ChannelErrorDetails } from '../errors.ts';
import type { SmtpFailure } from './failure.ts';

/** Replies that are about the server, at whatever command: it closes the connection (421), TLS or sign-in do not work for now (454). */
const OF_THE_SERVER = [421, 454];
/** From here on a reply is about the recipient or the message, greylisting included. */
const OF_THE_MESSAGE = ['RCPT TO', 'DATA'];

/** Whether a failure that may pass is one of the server or the way to it: any other mail would have met the same. Pure. */
export function isOutage({ reply, command }: SmtpFailure, { kind }: ChannelErrorDetails): boolean {
  if (kind !== 'retry') return false;
  if (reply === null) return true;
  if (OF_THE_SERVER.includes(reply)) return true;
  return Math.floor(reply / 100) === 4 && command !== null && !OF_THE_MESSAGE.includes(command);
}
