import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'belltower-preview-'));
afterAll(() => rmSync(folder, { recursive: true }));

function preview(args: readonly string[], environment: Record<string, string> = {}) {
  const env = { PATH: process.env.PATH, ...environment };
  return promisify(execFile)(process.execPath, [join(import.meta.dirname, 'preview.ts'), ...args], { env });
}

describe('npm run preview', () => {
  it('writes the messages of every language as files, and a page with all of them, and prints its link', async () => {
    const out = join(folder, 'all');
    const { stdout } = await preview(['--out', out], { BRAND_NAME: 'The Hill', BRAND_CONTACT: 'desk@hill.example' });
    expect(fileURLToPath(stdout.trim())).toBe(join(out, 'index.html'));
    const languages = readdirSync(out).filter((name) => name !== 'index.html');
    expect(languages).toEqual(['de', 'en', 'es', 'fr']);
    const page = readFileSync(join(out, 'index.html'), 'utf8');
    for (const language of languages) {
      const kinds = readdirSync(join(out, language));
      expect(kinds).toEqual(['cancellation', 'change', 'confirmation', 'reminder']);
      const samples = kinds.flatMap((kind) => {
        const names = readdirSync(join(out, language, kind));
        expect(names).toEqual(
          expect.arrayContaining(['emoji', 'long', 'no-location', 'other-scripts', 'repeated-hour', 'usual']),
        );
        return names.map((name) => `${kind}/${name}`);
      });
      expect(samples).toEqual(expect.arrayContaining(['change/same-time', 'change/zone', 'cancellation/reason']));
      for (const sample of samples) {
        const own = `${language}/${sample}`;
        expect(readdirSync(join(out, own))).toEqual([
          ...(sample.startsWith('reminder/') ? [] : ['appointment.ics']),
          ...['mail.dark.html', 'mail.html', 'mail.txt', 'sms.txt'],
        ]);
        expect(readFileSync(join(out, own, 'mail.txt'), 'utf8')).toContain('desk@hill.example');
        expect(readFileSync(join(out, own, 'sms.txt'), 'utf8')).toMatch(/^The Hill ?: /);
        for (const file of ['mail.html', 'mail.dark.html', 'mail.txt', 'sms.txt'])
          expect(page).toContain(`"${own}/${file}"`);
      }
    }
    expect(page).toContain('<li>title, cut: ');
    expect(page).toContain('3 segments, GSM-7');
    for (const [, path = ''] of page.matchAll(/(?:src|href)="([^"#]+)"/g))
      expect(existsSync(join(out, path)), path).toBe(true);
  });

  it('takes one locale and one kind, and writes in its form', async () => {
    const out = join(folder, 'one');
    await preview(['--locale', 'de-AT', '--kind', 'confirmation', '--out', out, '--no-open']);
    expect(readdirSync(out).sort()).toEqual(['de-AT', 'index.html']);
    expect(readdirSync(join(out, 'de-AT'))).toEqual(['confirmation']);
    expect(readFileSync(join(out, 'de-AT/confirmation/usual/mail.txt'), 'utf8')).toContain('Ihr Termin ist gebucht.');
  });

  it.each([
    [['--locale', 'xx'], {}, '--locale: a locale of one of de, en, es, fr is expected'],
    [['--kind', 'farewell'], {}, '--kind: one of confirmation, change, cancellation, reminder is expected'],
    [['--lang', 'de'], {}, "Unknown option '--lang'"],
    [['de'], {}, "Unexpected argument 'de'"],
    [[], { BRAND_COLOR: 'red' }, 'BRAND_COLOR: a colour is expected'],
  ])('says what is wrong and how it is used: %j %j', async (args, environment, problem) => {
    const refused = preview([...args, '--out', join(folder, 'none')], environment);
    await expect(refused).rejects.toMatchObject({ code: 2, stdout: '' });
    await expect(refused).rejects.toThrow(problem);
    await expect(refused).rejects.toThrow('Usage: npm run preview --');
    expect(existsSync(join(folder, 'none'))).toBe(false);
  });
});
