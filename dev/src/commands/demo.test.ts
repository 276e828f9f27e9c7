import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { freePorts } from '../network/ports.ts';

function demo(...args: readonly string[]) {
  const env = { PATH: process.env.PATH };
  return promisify(execFile)(process.execPath, [join(import.meta.dirname, 'demo.ts'), ...args], { env });
}

it('the demo command says in one sentence that nothing runs there', async () => {
  const [port] = await freePorts(1);
  const url = `http://127.0.0.1:${port}`;
  const stderr = `Nothing answers at ${url}: run "npm start" first, or name another place with --url.\n`;
  await expect(demo('--url', url)).rejects.toMatchObject({ code: 1, stdout: '', stderr });
});

it('the demo command says in one sentence that something else answers there', async () => {
  const [port] = await freePorts(1);
  await using other = createServer((_request, response) => response.writeHead(404).end('no')).listen(port, '127.0.0.1');
  await once(other, 'listening');
  const url = `http://127.0.0.1:${port}`;
  await expect(demo('--url', url)).rejects.toMatchObject({
    code: 1,
    stdout: '',
    stderr: `What answers at ${url} gives no development tokens: it is no Belltower that "npm start" started.\n`,
  });
});

it.each([
  [['--rate', 'fast'], '--rate: a number is expected'],
  [['--count', '0'], '--count: 1 or more is expected'],
  [['--url', 'nowhere'], '--url: an address such as'],
  [['--speed', '1'], "Unknown option '--speed'"],
])('the demo command says what is wrong and how it is used: %j', async (args, problem) => {
  const refused = demo(...args);
  await expect(refused).rejects.toMatchObject({ code: 2, stdout: '' });
  await expect(refused).rejects.toThrow(problem);
  await expect(refused).rejects.toThrow('Usage: npm run demo');
});
