/** For `health.test.ts`: answers at a free port, which it prints, as ready or, with the argument `unready`, not; SIGUSR2 blocks its event loop. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const server = createServer(({ url }, response) => {
  response.writeHead(url === '/healthz' || process.argv[2] !== 'unready' ? 200 : 503).end();
});
server.listen(0, '127.0.0.1', () => console.log(`${process.pid} ${(server.address() as AddressInfo).port}`));
process.on('SIGUSR2', () => {
  console.log('blocked');
  for (;;);
});
