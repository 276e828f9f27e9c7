import type { Browser, Page } from 'playwright-core';

/** Somebody at a page, and what the page must not do: write to the console, or leave its origin. */
export interface Visit {
  readonly page: Page;
  /** What it did all the same. */
  readonly complaints: readonly string[];
}

/** Opens `path` of the server at `url` as somebody who has just arrived. */
export async function visit(
  browser: Browser,
  url: string,
  path: string,
  viewport = { width: 1100, height: 900 },
): Promise<Visit> {
  const context = await browser.newContext({ reducedMotion: 'reduce', viewport });
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

/** Signs in on the first page. */
export async function signIn(page: Page, name: string, role: 'a customer' | 'at the desk'): Promise<void> {
  await page.getByLabel(role).check();
  await page.getByLabel('Name').fill(name);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}
