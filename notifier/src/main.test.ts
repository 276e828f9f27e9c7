import { fork } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { ACCOUNT } from '../testing/config.ts';
import { startWorld, until, type World } from '../testing/world.ts';

const main = new URL('./main.ts', import.meta.url);

/** Says when the process resolves Twilio's SDK, by whatever way it is loaded. */
const SAY_TWILIO = `
import { registerHooks } from 'node:module';
registerHooks({
  resolve(specifier, context, next) {
    const found = next(specifier, context);
    if (found.url.includes('/node_modules/twilio/')) process._rawDebug('loads the SDK of Twilio');
    return found;
  },
});`;

function start(environment: Record<string, string>) {
  const execArgv = ['--import', `data:text/javascript,${encodeURIComponent(SAY_TWILIO)}`];
  const env = { PATH: process.env.PATH ?? '', NOTIFIER_PORT: '0', ...environment };
  const child = fork(main, { env, cwd: '/', stdio: ['ignore', 'pipe', 'pipe', 'ipc'], execArgv });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (piece) => (output += piece));
  return { child, output: () => output, ended: once(child, 'exit').then(([code]) => code as number | null) };
}

const environmentOf = (world: World) => ({
  DATABASE_URL: world.database.url,
  SMTP_URL: world.mail.url,
  MAIL_FROM: 'clinic@clinic.example',
  TWILIO_ACCOUNT_SID: ACCOUNT.accountSid,
  TWILIO_AUTH_TOKEN: ACCOUNT.authToken,
  TWILIO_FROM: '+15005550006',
  TWILIO_API_URL: world.sms.url,
});

describe('the process', () => {
  it('the process names everything that is wrong with its environment, one line each, and ends with 1', async () => {
    const { output, ended } = start({ CHANNELS: 'email', NOTIFIER_PORT: 'x' });
    expect(await ended).toBe(1);
    for (const name of ['DATABASE_URL', 'NOTIFIER_PORT', 'SMTP_URL', 'MAIL_FROM'])
      expect(output()).toContain(`  - ${name}: `);
    expect(output()).not.toContain('TWILIO');
    expect(output()).not.toContain('    at ');
  });

  it.each([
    ['SIGTERM', 'email,sms', true],
    ['SIGINT', 'email', false],
    ['disconnect', 'sms', true],
  ] as const)(
    "the process stops cleanly on %s, with Twilio's SDK loaded for %s: %s",
    async (reason, CHANNELS, isLoaded) => {
      await using world = await startWorld();
      const { child, output, ended } = start({ ...environmentOf(world), CHANNELS });
      await until('started', () => output().includes('notifier started'));
      expect(output().includes('loads the SDK of Twilio')).toBe(isLoaded);
      if (reason === 'disconnect') child.disconnect();
      else child.kill(reason);
      expect(await ended).toBe(0);
      if (reason !== 'disconnect') expect(output()).toContain('the notifier has stopped'); // a parent that is gone reads nothing
      expect(await world.database.query('SELECT FROM notifier.owner')).toHaveLength(0); // the lease is given up
    },
  );

  it('the process ends with 0 when it is stopped while it still waits for its database', async () => {
    const { child, output, ended } = start({
      CHANNELS: 'email',
      DATABASE_URL: 'postgres://127.0.0.1:9/none',
      SMTP_URL: 'smtp://127.0.0.1:9',
      MAIL_FROM: 'clinic@clinic.example',
    });
    await until('waiting', () => output().includes('cannot be reached yet'));
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
  });
});
