/** `npm run token -- --role staff --sub anna`: prints a development token, and nothing else, on standard output. */
import { parseArgs } from 'node:util';
import { loadStartEnvironment, readEnvironment } from '@belltower/support/settings';
import { z } from 'zod';
import { loadDotEnv, projectRoot } from '../project.ts';
import { openDataFolder } from '../start/data-folder.ts';
import { startVariables } from '../start/settings.ts';
import { developmentToken } from './development-token.ts';
import { orUsage } from './or-usage.ts';

const USAGE = `Usage: npm run --silent token -- --role customer|staff [--sub NAME] [--for 24h]

  --role  what the token allows: a customer's own appointments, or everything
  --sub   who it is for, 1 to 255 characters (default: the role's name)
  --for   how long it is valid, such as 90s, 15m, 24h or 30d (default: 24h)

It is signed with JWT_SECRET, or else with the secret in .data that "npm start" uses.`;

const options = z.object({
  role: z.enum(['customer', 'staff'], '--role: "customer" or "staff" is expected'),
  sub: z.string().min(1, '--sub: may not be empty').max(255, '--sub: at most 255 characters are expected').optional(),
  for: z
    .string()
    .regex(/^[1-9]\d*[smhd]$/, '--for: a number and a unit is expected, such as 24h')
    .default('24h'),
});

await orUsage(USAGE, async () => {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({ options: { role: text, sub: text, for: text } });
  const { role, sub = role, for: validFor } = options.parse(values);
  loadDotEnv();
  loadStartEnvironment();
  const given = readEnvironment(
    startVariables.pick({ JWT_SECRET: true, JWT_ISSUER: true, JWT_AUDIENCE: true }),
    process.env,
  );
  const secret = given.JWT_SECRET ?? openDataFolder(projectRoot).jwtSecret();
  const claims = { sub, role, validFor, issuer: given.JWT_ISSUER, audience: given.JWT_AUDIENCE };
  console.log(await developmentToken(secret, claims));
});
