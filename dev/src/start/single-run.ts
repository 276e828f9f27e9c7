/**
 * One run in one clone.
 *
 * Promise: a caller that gets "it runs already" was answered by the run itself, over a socket that ends with its process; a
 * file left by a run that was killed, or by a program that has its process id now, never gets in the way.
 */
import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { z } from 'zod';

const runFacts = z.object({ root: z.string(), pid: z.number(), url: z.string(), since: z.string() });
/** What a run says about itself; `root` is the folder of its clone. */
export type RunFacts = z.infer<typeof runFacts>;

/** Whether this clone is ours now. */
export type Claim =
  | ({
      readonly kind: 'ours';
      /** Whether the run before was killed, and may be letting go of its ports still. */
      readonly afterKill: boolean;
    } & AsyncDisposable)
  | { readonly kind: 'taken'; readonly by: RunFacts };

/** Claims the clone for this process, by the file at `path`, until it is disposed or the process ends. */
export async function claimRun(path: string, facts: RunFacts): Promise<Claim> {
  const server = createServer((socket) => socket.on('error', () => {}).end(JSON.stringify(facts)));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  server.unref();
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP address was expected');

  for (let afterKill = false; ; afterKill = true) {
    try {
      writeFileSync(path, JSON.stringify({ port: address.port }), { flag: 'wx' });
      const release = async () => {
        rmSync(path, { force: true });
        server.close();
      };
      return { kind: 'ours', afterKill, [Symbol.asyncDispose]: release };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const by = await whoAnswers(path);
    if (by !== null && by.root === facts.root) {
      server.close();
      return { kind: 'taken', by };
    }
    rmSync(path, { force: true });
  }
}

async function whoAnswers(path: string): Promise<RunFacts | null> {
  try {
    const { port } = z.object({ port: z.number() }).parse(JSON.parse(readFileSync(path, 'utf8')));
    const socket = connect({ port, host: '127.0.0.1', signal: AbortSignal.timeout(2_000) }).setEncoding('utf8');
    let answer = '';
    for await (const text of socket) answer += text;
    return runFacts.parse(JSON.parse(answer));
  } catch {
    return null;
  }
}
