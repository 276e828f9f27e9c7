import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const CHROMIUM_PACKAGE = '153.0.0';
const INSTALLED = [
  '/usr/bin/chromium',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/**
 * Where a Chrome is: CHROME_PATH, else the one in the npm package (Linux x64), else an installed one.
 *
 * @throws {Error} when there is none
 */
export async function chromePath(): Promise<string> {
  if (process.env.CHROME_PATH) return process.env.CHROME_PATH;
  if (process.platform === 'linux' && process.arch === 'x64') return await unpackedChromium();
  const found = INSTALLED.find((path) => existsSync(path));
  if (found === undefined) throw new Error('No Chrome was found: set CHROME_PATH');
  return found;
}

/** A headless browser, on a machine in `timeZone` where it is given. Our pages are its only destination. */
export async function launchBrowser({ timeZone }: { readonly timeZone?: string } = {}): Promise<Browser> {
  const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'];
  const onLinux = process.platform === 'linux' ? ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'] : [];
  const env = { ...process.env, ...(timeZone !== undefined && { TZ: timeZone }) };
  return await chromium.launch({ executablePath: await chromePath(), args: [...quiet, ...onLinux], env });
}

/** The package unpacks itself below TMPDIR, and takes whatever lies there already: so a folder for each version. */
async function unpackedChromium(): Promise<string> {
  process.env.AWS_LAMBDA_JS_RUNTIME ??= 'nodejs24.x'; // makes the package bring its own system libraries
  const before = process.env.TMPDIR;
  const folder = join(tmpdir(), `belltower-chromium-${CHROMIUM_PACKAGE}`);
  mkdirSync(folder, { recursive: true });
  process.env.TMPDIR = folder;
  try {
    const { default: packaged } = await import('@sparticuz/chromium');
    const path = await packaged.executablePath();
    useFontsOf(folder);
    return path;
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
}

/** The package's own fonts.conf looks only below /tmp/fonts, and a Chrome that finds no font at all ends itself. */
function useFontsOf(folder: string): void {
  const file = join(folder, 'belltower-fonts.conf');
  writeFileSync(
    file,
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
<dir>${join(folder, 'fonts')}</dir><dir>/usr/share/fonts</dir><cachedir>${join(folder, 'fonts-cache')}</cachedir>
</fontconfig>`,
  );
  process.env.FONTCONFIG_FILE = file;
}
