import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { connect as connectTls } from 'node:tls';

/**
 * Whether the server of a connection URL offers an extension of SMTP, as far as it says in its first answer to EHLO. A
 * server that says nothing within `timeoutMs` is taken to: the sender that uses the extension then gets the server's own answer.
 * Sends no mail, no address and no secret. Never rejects.
 */
export function offersExtension(url: string, keyword: string, timeoutMs: number): Promise<boolean> {
  const { protocol, hostname, port } = new URL(url);
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  const encrypted = protocol === 'smtps:';
  const options = { host, port: Number(port || (encrypted ? 465 : 587)), timeout: timeoutMs };
  const offered = new RegExp(`^250[ -]${keyword}\\b`, 'i');
  return new Promise((resolve) => {
    const socket = encrypted ? connectTls({ ...options, rejectUnauthorized: false }) : connect(options);
    const end = (offers: boolean) => {
      socket.destroy();
      resolve(offers);
    };
    socket.once('timeout', () => end(true)).once('close', () => resolve(true));
    socket.on('error', () => end(true));
    createInterface({ input: socket }).on('line', (line) => {
      if (/^220 /.test(line)) socket.write('EHLO localhost\r\n');
      else if (offered.test(line)) end(true);
      else if (/^(250 |[45])/.test(line)) end(!line.startsWith('250'));
    });
  });
}
