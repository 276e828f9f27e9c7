import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { describe, expect, it } from 'vitest';
import { freePort } from '../network/ports.ts';
import { checkPorts } from './check-ports.ts';

async function listening(host: string): Promise<{ server: Server; port: number }> {
  const server = createServer();
  await once(server.listen(0, host), 'listening');
  return { server, port: (server.address() as AddressInfo).port };
}

describe('checkPorts', () => {
  it('reports which port is taken, for what it was wanted, and which variable moves it', async () => {
    const first = await listening('127.0.0.1');
    const second = await listening('127.0.0.1');
    const checked = checkPorts(
      [
        { port: first.port, part: 'the server', variable: 'PORT' },
        { port: second.port, part: 'the mail inbox page', variable: 'MAIL_PAGE_PORT' },
        { port: await freePort(), part: 'the notifier', variable: 'NOTIFIER_PORT' },
      ],
      '127.0.0.1',
      0,
    );
    await expect(checked).rejects.toThrow(
      `Port ${first.port} is taken by another program: the server cannot use it. Set PORT to another one; the ports of the other parts follow it.\n` +
        `Port ${second.port} is taken by another program: the mail inbox page cannot use it. Set MAIL_PAGE_PORT to another one, or PORT to move all of them.`,
    );
    first.server.close();
    second.server.close();
  });

  it('waits for a port that is let go of within its patience', async () => {
    const { server, port } = await listening('127.0.0.1');
    const checked = checkPorts([{ port, part: 'the server', variable: 'PORT' }], '127.0.0.1', 10_000);
    setTimeout(() => server.close(), 50);
    await expect(checked).resolves.toBeUndefined();
  });

  it('notices who listens on the other address that "localhost" means', async () => {
    const other = await listening('::1').catch(() => null);
    if (other === null) return; // a machine without IPv6: nobody can listen there
    const planned = { port: other.port, part: 'the server', variable: 'PORT' };
    await expect(checkPorts([planned], '127.0.0.1', 0)).rejects.toThrow(`Port ${other.port} is taken`);
    other.server.close();
  });

  it('reports when HOST is no address of this machine', async () => {
    const planned = { port: await freePort(), part: 'the server', variable: 'PORT' };
    await expect(checkPorts([planned], '192.0.2.1', 0)).rejects.toThrow(
      'HOST: 192.0.2.1 is no address of this machine',
    );
  });
});
