/** The desk with more deliveries than anybody reads: a real browser, real services, 1,500 rows. */
import type { Browser, Request } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { book } from '../testbed/book.ts';
import { callAs } from '../testbed/caller.ts';
import type { System } from '../testbed/system.ts';
import { signIn, startVisitedSystem, visit } from './visit.ts';

const stack = new AsyncDisposableStack();
afterAll(() => stack.disposeAsync());

const [ROWS, PAGE, BURST] = [1_500, 100, 30];

let system: System;
let browser: Browser;

beforeAll(async () => {
  ({ system, browser } = stack.use(await startVisitedSystem()));
  await system.database.query(
    `insert into server.delivery (id, source_event_id, appointment_id, channel, status, attempts, created_at, updated_at)
     select gen_random_uuid(), gen_random_uuid(), 'elsewhere-' || n, case n % 2 when 0 then 'email' else 'sms' end, 'sent', 1,
       now() - n * interval '1 minute', now() - n * interval '1 minute' from generate_series(1, ${ROWS}) n`,
  );
});

/** Which rows the browser has laid out: of those out of sight it puts that off. */
const LAID_OUT = `[...document.querySelectorAll('.delivery .what')].flatMap((cell, index) =>
  cell.checkVisibility({ contentVisibilityAuto: true }) ? [index] : [])`;

it('the desk pages through thousands of rows, lays out only those in sight, and takes a burst with few requests', async () => {
  const { page, complaints } = await visit(browser, system.server.url, '/');
  const requests: Request[] = [];
  page.on('request', (request) => request.postData()?.includes('query DeskDeliveries') && requests.push(request));
  const asksForPage = (request: Request) => JSON.parse(request.postData() ?? '').variables.filter.ids === undefined;
  await signIn(page, 'desk', 'at the desk');
  await page.goto(`${system.server.url}/#/deliveries`);
  const rows = page.locator('.delivery');
  const more = page.getByRole('button', { name: 'Show older' });
  for (let shown = PAGE; shown < ROWS; shown += PAGE) {
    await expect.poll(() => rows.count()).toBe(shown);
    await more.click();
  }
  await expect.poll(() => rows.count()).toBe(ROWS);
  await more.waitFor({ state: 'detached' });
  const focused = page.locator('.delivery:focus-within');
  await focused.waitFor(); // the row above the button that has gone, so that the page stays where it was read
  expect(await rows.evaluateAll((all) => all.findIndex((row) => row.matches(':focus-within')))).toBe(ROWS - PAGE - 1);
  expect(await focused.evaluate((row) => row.getBoundingClientRect().bottom > 0)).toBe(true);
  expect(requests.filter(asksForPage)).toHaveLength(ROWS / PAGE);
  await rows.last().scrollIntoViewIfNeeded();
  const laidOut = () => page.evaluate<number[]>(LAID_OUT);
  await expect.poll(laidOut).toContain(ROWS - 1);
  expect(await laidOut()).not.toContain(0);
  expect((await laidOut()).length).toBeLessThan(PAGE);

  const customer = await callAs(system.server.url, 'anna', 'customer');
  const one = () => book(customer, { title: 'In a burst', email: 'b@example.com', notify: { email: true } });
  await Promise.all(Array.from({ length: BURST }, one));
  const showNew = page.getByRole('button', { name: `Show ${BURST} new deliveries` });
  await showNew.waitFor();
  await showNew.click();
  const inBurst = rows.filter({ hasText: 'In a burst' });
  await expect.poll(() => inBurst.count()).toBe(BURST);
  const sent = page.locator('.delivery[data-status=SENT]');
  await expect.poll(() => sent.count()).toBe(ROWS + BURST);
  expect(requests.filter(asksForPage)).toHaveLength(ROWS / PAGE);
  expect(requests.length - ROWS / PAGE).toBeLessThanOrEqual(BURST); // each was looked at once, many together
  expect(complaints).toEqual([]);
});
