import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, inject, it, onTestFinished, vi } from 'vitest';
import { whatKafkaLacks } from './jars.ts';

afterEach(() => vi.unstubAllEnvs());

describe('what Kafka needs of this machine', () => {
  it('is explained in a sentence when Java is missing', async () => {
    vi.stubEnv('PATH', '/nowhere');
    vi.stubEnv('JAVA_HOME', '');
    expect(await whatKafkaLacks()).toBe('Java 17 or newer is needed to run Apache Kafka, and "java" was not found');
  });

  it.skipIf(inject('ownKafkaLacks') !== null)('is Maven too, as long as its jars are not there', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'belltower-java-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const java = (process.env.PATH ?? '').split(':').find((one) => existsSync(join(one, 'java')));
    symlinkSync(
      join(process.env.JAVA_HOME ? join(process.env.JAVA_HOME, 'bin') : (java ?? ''), 'java'),
      join(folder, 'java'),
    );
    vi.stubEnv('PATH', folder);
    vi.stubEnv('JAVA_HOME', '');
    expect(await whatKafkaLacks(join(folder, 'not-there'))).toMatch(
      /^Maven is needed once, to fetch Apache Kafka .* and "mvn" was not found$/,
    );
    expect(await whatKafkaLacks(folder)).toBeNull();
  });
});

describe.skipIf(inject('ownKafkaLacks') !== null)('a broker of ours', () => {
  it('ends, and its data goes, when we are killed', async () => {
    const script = `import { startKafka } from ${JSON.stringify(new URL('kafka.ts', import.meta.url).href)};
      const { pid, folder } = await startKafka();
      process.send({ pid, folder });`;
    const owner = spawn(process.execPath, ['--input-type=module', '--eval', script], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    const [{ pid, folder }] = (await once(owner, 'message')) as [{ pid: number; folder: string }];
    expect([isAlive(pid), existsSync(folder)]).toEqual([true, true]);
    const exited = once(owner, 'exit');
    owner.kill('SIGKILL');
    await exited;
    await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false);
    await expect.poll(() => existsSync(folder), { timeout: 10_000 }).toBe(false);
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
