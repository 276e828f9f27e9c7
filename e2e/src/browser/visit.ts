import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { type SystemOptions, startSystem } from '../testbed/system.ts';
import { launchBrowser } from './browser.ts';

/** Starts the product, with a number to call and pages for guests, and a browser to visit it with. Disposing ends both. */
export async function startVisitedSystem(environment: SystemOptions['environment'] = {}) {
  await using started = new AsyncDisposableStack();
  const ours = { BRAND_CONTACT: '+43 1 234 56 78', PUBLIC_WEB_URL: 'http://localhost' };
  const system = started.use(await startSystem({ environment: { ...ours, ...environment } }));
  const browser = await launchBrowser();
  started.defer(() => browser.close());
  const resources = started.move();
  return { system, browser, [Symbol.asyncDispose]: () => resources.disposeAsync() };
}

/** A user's page, and what the page must not do: write to the console, or leave its origin. */
export interface Visit {
  readonly page: Page;
  /** What it did all the same. */
  readonly complaints: readonly string[];
}

/** A phone held upright. */
export const PHONE = { width: 390, height: 844 };

/** Opens `path` of the server at `url` for a new visitor: a browser context of its own, without cookies or storage. */
export async function visit(
  browser: Browser,
  url: string,
  path: string,
  options: BrowserContextOptions = {},
): Promise<Visit> {
  const viewport = { width: 1100, height: 900 };
  const context = await browser.newContext({ reducedMotion: 'reduce', viewport, ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    const { origin, protocol } = new URL(request.url());
    if (origin !== url && !['data:', 'blob:'].includes(protocol)) complaints.push(`asked ${origin}`);
  });
  await page.goto(`${url}${path}`);
  return { page, complaints };
}

/** Signs in on the first page, in any language, and waits for the token: a page that is left before has none. */
export async function signIn(page: Page, name: string, role: 'a customer' | 'at the desk'): Promise<void> {
  await page.locator(`[name=role][value=${role === 'a customer' ? 'customer' : 'staff'}]`).check();
  await page.locator('#name').fill(name);
  await page.locator('form:has(#name) button[type=submit]').click();
  await page.locator('.account-name').getByText(name, { exact: true }).waitFor();
}

/** Visits the server at `url` as the desk, signed in, at one of its pages. */
export async function visitDesk(browser: Browser, url: string, hash: string): Promise<Visit> {
  const desk = await visit(browser, url, '/');
  await signIn(desk.page, 'desk', 'at the desk');
  await desk.page.goto(`${url}/#/${hash}`);
  return desk;
}
