/**
 * Promise: a mail is reported as accepted only after the server's answer to the final dot, and as surely not accepted
 * only if the final dot never left or the server refused. Whatever lies between is `maybe-sent`.
 */
import { type Readable, Transform } from 'node:stream';
import { createTransport, type SendMailOptions } from 'nodemailer';
import type { Channel, Email, Receipt } from '../channel.ts';
import { ChannelError } from '../errors.ts';
import { failureText, maskAddress } from '../safe-text.ts';
import { createSendsInFlight } from '../sends-in-flight.ts';
import { atMostOften } from '../tls-faults.ts';
import { classifySmtp } from './classify.ts';
import { createDiagnose } from './diagnose.ts';
import { offersExtension } from './extensions.ts';
import { readSmtpFailure } from './failure.ts';
import { isOutage } from './outage.ts';
import { isOneAddress, type MailSender, needsSmtpUtf8, parseSender } from './sender.ts';
import { secretsOfConfig, transportOptions } from './transport.ts';

/** What a token is fetched with. */
export interface SmtpOAuth2 {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly refreshToken: string;
  /** @default Google's */
  readonly tokenUrl?: string;
}

/** Where mail goes out, and how long to wait for it. Times are in milliseconds. */
export interface SmtpConfig {
  /** nodemailer's connection URL: `smtps://user:password@host` (TLS from the first byte), or `smtp://…:587?requireTLS=true` (STARTTLS). */
  readonly url: string;
  /** The sender, as an address or `Name <address>`. */
  readonly from: string;
  /** Where answers go, in the same form; the sender when absent. */
  readonly replyTo?: string;
  /** Certificates (PEM) that sign the server's, in place of those that Node trusts by itself. */
  readonly ca?: string;
  /** Signs in as the URL's user by OAuth 2 instead of a password; the connection is then always encrypted. */
  readonly oauth2?: SmtpOAuth2;
  /** Reports of bounces are signed with it; without one, none are taken. */
  readonly callbackSecret?: string;
  /** The one before, while it is changed. */
  readonly previousCallbackSecret?: string;
  /** Connections kept open, each carrying one mail at a time. @default 10 */
  readonly maxConnections?: number;
  /** From the name look-up to the end of STARTTLS. @default 5_000 */
  readonly connectTimeoutMs?: number;
  /** For the server's greeting. @default 5_000 */
  readonly greetingTimeoutMs?: number;
  /** Without a byte from the server. @default 15_000 */
  readonly socketTimeoutMs?: number;
  /** For the whole send, including the wait for a connection; in milliseconds. @default 30_000 */
  readonly deadlineMs?: number;
}

const LARGE_BYTES = 16_384;

/**
 * Opens the e-mail channel over SMTP. Connections are made when the first mail goes out and are shared by all.
 * It never resends a message itself. There is no `find`: SMTP has no way to look up a message; a resend carries the same Message-ID.
 *
 * Disposing waits for the sends in flight (each ends by its deadline), then closes the connections.
 *
 * @throws {TypeError} when the URL or the sender cannot be read
 */
export function createSmtpChannel(config: SmtpConfig): Channel<Email> {
  const { url, deadlineMs = 30_000 } = config;
  const from = senderOf(config.from);
  const replyTo = config.replyTo === undefined ? null : senderOf(config.replyTo);
  const transport = createTransport(transportOptions(config));
  const sends = createSendsInFlight(deadlineMs);
  const diagnose = createDiagnose(url, config.connectTimeoutMs ?? 5_000);
  const takesAnyScript = atMostOften(() => offersExtension(url, 'SMTPUTF8', config.connectTimeoutMs ?? 5_000));
  const secrets = secretsOfConfig(config);

  /** What left us, for each mail under way; a mail is known by its own signal. */
  const progress = new WeakMap<AbortSignal, { bodySent: boolean }>();
  transport.use('stream', (mail, done) => {
    const sent = mail.data.signal && progress.get(mail.data.signal);
    mail.message.processFunc((pieces) => {
      const body = inLargePieces(pieces);
      // 'end' comes once the connection has taken everything, and before it writes the final dot
      if (sent) body.once('end', () => Object.assign(sent, { bodySent: true }));
      return body;
    });
    done();
  });

  async function sendNow(email: Email, signal: AbortSignal): Promise<Receipt> {
    const sent = { bodySent: false };
    progress.set(signal, sent);
    try {
      const info = await transport.sendMail({ ...compose(email, from, replyTo), signal });
      // the only recipient can still be refused by an LMTP server, which answers for each of them
      if (info.accepted.length === 0) throw info.rejectedErrors?.[0] ?? new Error('the recipient was rejected');
      return { provider: 'smtp', providerMessageId: info.serverMessageId ?? email.messageId, acceptedAt: new Date() };
    } catch (error) {
      const failure = await diagnose(readSmtpFailure(error, sent.bodySent));
      const { meaning, details } = classifySmtp(failure);
      // nodemailer's error repeats whole addresses, and logs print causes: only a fault of our own code is passed on
      const cause = details.providerCode === null ? { cause: error } : {};
      const text = failureText(meaning, details.providerCode, failure.text, secrets);
      throw new ChannelError(text, details, { ...cause, ...(isOutage(failure, details) && { outage: true }) });
    }
  }

  return {
    name: 'email',
    provider: 'smtp',
    async send(email, signal) {
      if (!isOneAddress(email.to)) throw invalidRecipient(`not an e-mail address: ${maskAddress(email.to)}`);
      if (needsSmtpUtf8(email.to) && !(await takesAnyScript())) {
        throw invalidRecipient('the mail server takes no addresses in other scripts than Latin (SMTPUTF8)');
      }
      return sends.run(signal, (bounded) => sendNow(email, bounded));
    },
    async [Symbol.asyncDispose]() {
      await sends.settled();
      transport.close();
    },
  };
}

/** An address that nothing was sent to. */
function invalidRecipient(message: string): ChannelError {
  return new ChannelError(message, { code: 'INVALID_RECIPIENT', kind: 'permanent', providerCode: null });
}

/** nodemailer gives a mail to its connection in some twenty pieces, each a system call. Confirmations fit into one of these. */
function inLargePieces(pieces: Readable): Readable {
  let gathered: Buffer[] = [];
  let size = 0;
  function take(): Buffer {
    const whole = Buffer.concat(gathered);
    gathered = [];
    size = 0;
    return whole;
  }
  const body = new Transform({
    transform(piece: Buffer, _encoding, done) {
      gathered.push(piece);
      size += piece.length;
      if (size < LARGE_BYTES) done();
      else done(null, take());
    },
    flush: (done) => done(null, take()),
  });
  return pieces.once('error', (error) => body.destroy(error)).pipe(body);
}

function senderOf(text: string): MailSender {
  const sender = parseSender(text);
  if (sender === null) throw new TypeError('sender and Reply-To are expected as "address" or "Name <address>"');
  return sender;
}

function compose(email: Email, from: MailSender, replyTo: MailSender | null): SendMailOptions {
  const { to, subject, text, html, calendar, messageId, thread } = email;
  return {
    from: { ...from },
    ...(replyTo !== null && { replyTo: { ...replyTo } }),
    to: { name: '', address: to },
    subject,
    text,
    html,
    messageId: `<${messageId}>`,
    ...(thread !== undefined && { inReplyTo: `<${thread}>`, references: `<${thread}>` }),
    ...(calendar && { icalEvent: { method: calendar.method, content: calendar.content, filename: 'appointment.ics' } }),
    headers: {
      'Auto-Submitted': 'auto-generated', // RFC 3834: no out-of-office replies
      'X-Entity-Ref-ID': thread ?? messageId, // mail programs do not fold mails about different matters into one thread
    },
  };
}
