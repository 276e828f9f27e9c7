import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

/** A mail as the server took it. */
interface TakenMail {
  readonly raw: string;
  /** The user that had signed in; null without one. */
  readonly user: string | null;
  readonly encrypted: boolean;
}

/** A complete SMTP server, with TLS and sign-in, on a free port of this machine. */
export interface MailServer extends AsyncDisposable {
  readonly port: number;
  readonly mails: readonly TakenMail[];
}

/** Starts it; it takes user `clinic` with password `p@ss/word`, or the users in `options`. */
export async function startMailServer(options: SMTPServerOptions): Promise<MailServer> {
  const mails: TakenMail[] = [];
  const server = new SMTPServer({
    disableReverseLookup: true,
    onAuth: ({ username, password }, _session, done) =>
      username === 'clinic' && password === 'p@ss/word'
        ? done(null, { user: username })
        : done(Object.assign(new Error('Bad credentials'), { responseCode: 535 })),
    onData: async (stream, { user, secure }, done) => {
      let raw = '';
      for await (const piece of stream.setEncoding('utf8')) raw += piece;
      mails.push({ raw, user: typeof user === 'string' ? user : null, encrypted: secure });
      done();
    },
    ...options,
  });
  server.on('error', () => {}); // handshakes that fail are what the tests are about
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.server.address() as AddressInfo).port,
    mails,
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
