import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { jwtVerify } from 'jose';
import { describe, expect, it } from 'vitest';

const secret = 'a secret that is long enough to sign with';

function token(args: readonly string[], environment: Record<string, string> = {}) {
  const env = { PATH: process.env.PATH, JWT_SECRET: secret, ...environment };
  return promisify(execFile)(process.execPath, [join(import.meta.dirname, 'token.ts'), ...args], { env });
}

async function claimsOf(output: string, with_ = secret) {
  expect(output.trim().split('\n')).toHaveLength(1);
  return (await jwtVerify(output.trim(), new TextEncoder().encode(with_))).payload;
}

describe('npm run token', () => {
  it('prints a token of the role and the name, signed with JWT_SECRET, and nothing else', async () => {
    const { stdout } = await token(['--role', 'staff', '--sub', 'anna', '--for', '2h']);
    const { sub, role, iat = 0, exp = 0 } = await claimsOf(stdout);
    expect({ sub, role, seconds: exp - iat }).toEqual({ sub: 'anna', role: 'staff', seconds: 7_200 });
  });

  it('names the caller after the role unless --sub says otherwise', async () => {
    const { stdout } = await token(['--role', 'customer']);
    expect(await claimsOf(stdout)).toMatchObject({ sub: 'customer', role: 'customer' });
  });

  it('carries the issuer and the audience that the server asks for', async () => {
    const { stdout } = await token(['--role', 'staff'], { JWT_ISSUER: 'us', JWT_AUDIENCE: 'belltower' });
    expect(await claimsOf(stdout)).toMatchObject({ iss: 'us', aud: 'belltower' });
  });

  it.each([
    [[], '--role: "customer" or "staff" is expected'],
    [['--role', 'boss'], '--role: "customer" or "staff" is expected'],
    [['--role', 'staff', '--sub', ''], '--sub: may not be empty'],
    [['--role', 'staff', '--for', 'ever'], '--for: a number and a unit is expected'],
    [['--rolle', 'staff'], "Unknown option '--rolle'"],
  ])('the token command says what is wrong and how it is used: %j', async (args, problem) => {
    const refused = token(args);
    await expect(refused).rejects.toMatchObject({ code: 2, stdout: '' });
    await expect(refused).rejects.toThrow(problem);
    await expect(refused).rejects.toThrow('Usage: npm run --silent token -- --role customer|staff');
  });
});
