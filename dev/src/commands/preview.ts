/** `npm run preview -- [--locale de] [--kind confirmation]`: writes all messages as files, and opens a page that shows them. */
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { hasTexts, languages, messageKinds, messageSettingsOf, messageVariables } from '@belltower/messages';
import { readEnvironment } from '@belltower/support/settings';
import { z } from 'zod';
import { renderSamples } from '../preview/render-samples.ts';
import { writePreview } from '../preview/write-preview.ts';
import { loadDotEnv, projectRoot } from '../project.ts';
import { orUsage } from './or-usage.ts';

const USAGE = `Usage: npm run preview -- [--locale de] [--kind confirmation] [--out FOLDER] [--no-open]

  --locale   only these languages; may be repeated: ${languages.join(', ')}, or one with a region, such as de-AT (default: all)
  --kind     only these messages; may be repeated: ${messageKinds.join(', ')} (default: all)
  --out      where the files are written (default: .data/preview)
  --no-open  does not open the page in the browser

Brand, contact, language and time zone are those of the environment or .env: BRAND_NAME and others.`;

const options = z.object({
  locale: z
    .array(z.string().refine(hasTexts, `--locale: a locale of one of ${languages.join(', ')} is expected`))
    .default([...languages]),
  kind: z
    .array(z.enum(messageKinds, `--kind: one of ${messageKinds.join(', ')} is expected`))
    .default([...messageKinds]),
  out: z.string().min(1, '--out: may not be empty').optional(),
  'no-open': z.boolean().default(false),
});

await orUsage(USAGE, () => {
  const several = { type: 'string', multiple: true } as const;
  const { values } = parseArgs({
    options: { locale: several, kind: several, out: { type: 'string' }, 'no-open': { type: 'boolean' } },
  });
  const { locale: locales, kind: kinds, out, 'no-open': quiet } = options.parse(values);
  loadDotEnv();
  const variables = z.object({
    ...messageVariables,
    MAIL_FROM: z.string().default('Belltower <appointments@belltower.example>'),
  });
  const settings = messageSettingsOf(readEnvironment(variables, process.env));
  const folder = out === undefined ? join(projectRoot, '.data', 'preview') : resolve(process.env.INIT_CWD ?? '.', out);
  if (out === undefined) rmSync(folder, { recursive: true, force: true });
  const page = pathToFileURL(writePreview(folder, renderSamples(settings, { locales, kinds }))).href;
  console.log(page);
  if (!quiet && process.stdout.isTTY) open(page);
});

/** Opens the page in the browser. Where there is none, the link that was printed is what there is. */
function open(page: string): void {
  const [command, ...args] =
    process.platform === 'darwin' ? ['open'] : process.platform === 'win32' ? ['cmd', '/c', 'start', ''] : ['xdg-open'];
  const child = spawn(command ?? 'xdg-open', [...args, page], { detached: true, stdio: 'ignore' });
  child.on('error', () => console.log('No browser could be opened: open the link above.'));
  child.unref();
}
