/** The staff desk as its people use it: a real browser, real services. */
import { magicRecipients } from '@belltower/dev/sms-simulator';
import { startTcpProxy } from '@belltower/dev/tcp-proxy';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { book } from '../testbed/book.ts';
import { type Caller, callAs } from '../testbed/caller.ts';
import type { System } from '../testbed/system.ts';
import { violationsOn } from './accessibility.ts';
import { signIn, startVisitedSystem, visit, visitDesk } from './visit.ts';

const stack = new AsyncDisposableStack();
afterAll(() => stack.disposeAsync());

let system: System;
let browser: Browser;
let customer: Caller;

beforeAll(async () => {
  ({ system, browser } = stack.use(await startVisitedSystem()));
  customer = await callAs(system.server.url, 'anna', 'customer');
});

const atDesk = (hash: string) => visitDesk(browser, system.server.url, hash);

const toNowhere = { phone: magicRecipients.invalid.number, notify: { sms: true } };

it('the desk filters by what the address says, keeps live rows to the filter, and goes back', async () => {
  const { page, complaints } = await atDesk('deliveries');
  await book(customer, { title: 'Fails', ...toNowhere });
  const failed = page.locator('.delivery[data-status=FAILED]');
  await failed.first().waitFor();
  await book(customer, { title: 'Goes well', phone: '+15555550131', notify: { sms: true } });
  const well = page.getByRole('link', { name: 'Goes well', exact: true });
  await well.waitFor();

  await page.getByLabel('Open failures').check();
  await expect.poll(() => page.url()).toContain('open=1');
  await well.waitFor({ state: 'detached' });
  await failed.first().waitFor();
  await book(customer, { title: 'Goes well too', phone: '+15555550132', notify: { sms: true } });
  await book(customer, { title: 'Fails too', ...toNowhere });
  await failed.filter({ hasText: 'Fails too' }).waitFor();
  expect(await page.locator('.delivery').filter({ hasText: 'Goes well too' }).count()).toBe(0);

  await page.reload();
  await failed.filter({ hasText: 'Fails too' }).waitFor();
  await page.goBack();
  await well.waitFor();
  await page.getByLabel('Search').fill('goes well TOO');
  await well.waitFor({ state: 'detached' });
  await page.getByRole('link', { name: 'Goes well too', exact: true }).waitFor();
  expect(await page.locator('.delivery').count()).toBe(1);
  expect(complaints).toEqual([]);
});

it('the desk shows older deliveries a page at a time, and new ones without moving what is read', async () => {
  const { page, complaints } = await atDesk('deliveries');
  for (let count = 0; count < 120; count += 20) {
    await Promise.all(
      Array.from({ length: 20 }, () =>
        book(customer, { title: 'One of many', email: 'm@example.com', notify: { email: true } }),
      ),
    );
  }
  await page.reload();
  const rows = page.locator('.delivery');
  await rows.first().waitFor();
  expect(await rows.count()).toBe(100);
  await page.getByRole('button', { name: 'Show older' }).click();
  await expect.poll(() => rows.count()).toBeGreaterThan(115);
  const last = rows.last();
  await last.scrollIntoViewIfNeeded();
  const placeOf = async () => Math.round((await last.boundingBox())?.y ?? 0);
  let before = Number.NaN;
  const isSettled = async () => {
    const earlier = before;
    before = await placeOf();
    return before === earlier;
  };
  await expect.poll(isSettled).toBe(true); // rows that came into sight are laid out
  await book(customer, { title: 'New', email: 'n@example.com', notify: { email: true } });
  const showNew = page.getByRole('button', { name: 'Show 1 new delivery' });
  await showNew.waitFor();
  expect(await placeOf()).toBe(before);
  await showNew.click();
  await rows.filter({ hasText: 'New' }).waitFor();
  expect(complaints).toEqual([]);
});

it('a press on a row opens that row, whatever arrives while the pointer is down', async () => {
  await book(customer, { title: 'Pressed', email: 'p@example.com', notify: { email: true } });
  const { page, complaints } = await atDesk('deliveries');
  const link = page.getByRole('link', { name: 'Pressed', exact: true });
  const box = await link.boundingBox();
  if (box === null) throw new Error('Expected the row on the page and found none.');
  await page.mouse.move(box.x + 5, box.y + box.height / 2);
  await page.mouse.down();
  await book(customer, { title: 'Arrives', email: 'a@example.com', notify: { email: true } });
  await page.getByRole('button', { name: 'Show 1 new delivery' }).waitFor();
  await page.mouse.up();
  await page.getByRole('dialog').getByRole('heading', { name: 'Pressed' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: 'Arrives', exact: true }).waitFor();
  expect(complaints).toEqual([]);
});

it('the desk opens a failure, refuses a bad number at its field, and sends it again to a corrected one', async () => {
  await book(customer, { title: 'To be corrected', ...toNowhere });
  const { page, complaints } = await atDesk('deliveries?status=FAILED');
  const row = page.locator('.delivery').filter({ hasText: 'To be corrected' });
  await row.getByRole('link').click();
  const drawer = page.getByRole('dialog');
  await drawer.getByText('INVALID_RECIPIENT').waitFor();
  expect(page.url()).toMatch(/deliveries\/[^?]+\?status=FAILED$/);
  await page.reload();
  const number = drawer.getByLabel('Corrected number');
  await number.fill('12');
  await drawer.getByRole('button', { name: 'Send again' }).click();
  await drawer.locator('#corrected-issue').waitFor();
  expect(await drawer.getByLabel('Country of the number').inputValue()).toBe('US'); // that of the one that failed
  await number.fill('(555) 555-0177');
  await drawer.getByRole('button', { name: 'Send again' }).click();
  await drawer.locator('[data-status=DELIVERED][aria-current]').waitFor();
  await drawer
    .getByText(/attempt 2, by twilio, id/)
    .first()
    .waitFor();
  await drawer.getByText('to +15555550177', { exact: true }).waitFor();
  await drawer.getByText(/attempt 1 to \+15005550001$/).waitFor();
  await drawer.getByText(/attempt 2 to \+15555550177, requested by desk$/).waitFor();
  expect(system.smsTo('+15555550177')).toHaveLength(1);
  await page.keyboard.press('Escape');
  await drawer.waitFor({ state: 'detached' });
  await row.waitFor({ state: 'detached' }); // it is not FAILED any more
  await page.getByRole('searchbox').fill('+1 (555) 555-0177');
  await page.getByLabel('Failed').uncheck();
  await row.getByText('to +15555550177').waitFor();
  expect(complaints).toEqual([]);
});

it('an acknowledged failure leaves the list of open ones', async () => {
  await book(customer, { title: 'By phone', ...toNowhere });
  const { page, complaints } = await atDesk('deliveries?open=1&q=by+phone');
  const row = page.locator('.delivery');
  await row.getByRole('link').click();
  const drawer = page.getByRole('dialog');
  expect(await drawer.getByLabel('What was done').inputValue()).toBe('');
  await drawer.getByLabel('What was done').fill('Called her myself');
  await drawer.getByRole('button', { name: 'Mark as seen to' }).click();
  await drawer.getByText('It is marked as seen to.').waitFor();
  await drawer.getByText(': Called her myself').waitFor();
  await drawer.getByRole('button', { name: 'Close' }).click();
  await row.waitFor({ state: 'detached' });
  await page.getByLabel('Open failures').uncheck();
  await row.getByText('seen to by desk').waitFor();
  expect(complaints).toEqual([]);
});

it('the desk counts what became of the deliveries of a range, in charts and tables, and says why some failed', async () => {
  await book(customer, { title: 'Counted', ...toNowhere });
  const { page, complaints } = await atDesk('statistics');
  await page.getByLabel('Booked in the').selectOption('Last hour');
  await expect.poll(() => page.url()).toContain('range=1h');
  const sms = page.getByRole('region', { name: 'Text message', exact: true });
  const chart = sms.getByRole('slider', { name: 'Text message by status, over time' });
  await chart.press('End');
  await expect.poll(() => chart.getAttribute('aria-valuetext')).toMatch(/: .*Failed \d/);
  await sms.locator('summary').click();
  await sms.getByRole('columnheader', { name: 'Failed' }).waitFor();
  await page.getByRole('link', { name: 'Text message: Wrong address or number' }).click();
  await page.locator('.delivery').filter({ hasText: 'Counted' }).waitFor();
  await page.goBack();
  await page.getByLabel('Booked in the').waitFor();
  expect(await page.getByLabel('Booked in the').inputValue()).toBe('1h');
  expect(complaints).toEqual([]);
});

it('the desk says when the connection is cut, and catches up by itself', async () => {
  await using proxy = await startTcpProxy({ target: { port: Number(new URL(system.server.url).port) } });
  const url = `http://127.0.0.1:${proxy.port}`;
  const { page } = await visit(browser, url, '/');
  await signIn(page, 'desk', 'at the desk');
  await page.goto(`${url}/#/deliveries?q=cut`);
  await page.getByText('Nothing passes this filter.').waitFor();
  await page.locator('.link-status[data-state=live]').waitFor();
  proxy.setFault({ kind: 'refuse' });
  await page.getByText(/What you see may be out of date/).waitFor();
  await book(customer, { title: 'Booked during the cut', email: 'cut@example.com', notify: { email: true } });
  proxy.setFault({ kind: 'none' });
  await page.locator('.delivery[data-status=SENT]').filter({ hasText: 'Booked during the cut' }).waitFor();
  await page.getByText(/may be out of date/).waitFor({ state: 'detached' });
});

it('the desk has no accessibility violation in light and dark, on a phone too', async () => {
  await book(customer, { title: 'Looked at by axe', ...toNowhere });
  const { page } = await atDesk('deliveries?q=axe');
  const found: string[] = [];
  const check = async (name: string) => {
    found.push(...(await violationsOn(page)).map((violation) => `${name}: ${violation}`));
  };
  for (const width of [1_100, 390]) {
    await page.setViewportSize({ width, height: 840 });
    await page.goto(`${system.server.url}/#/deliveries?q=axe`);
    await page.locator('.delivery[data-status=FAILED]').waitFor();
    await check(`desk at ${width}`);
    await page.locator('.delivery').getByRole('link').click();
    await page.getByRole('button', { name: 'Mark as seen to' }).waitFor();
    await check(`delivery at ${width}`);
    await page.keyboard.press('Escape');
    await page.goto(`${system.server.url}/#/statistics?range=1h`);
    await page.locator('summary').first().click();
    await check(`statistics at ${width}`);
    const overflow = await page.evaluate('document.documentElement.scrollWidth - window.innerWidth');
    expect(overflow).toBeLessThanOrEqual(0);
  }
  expect(found).toEqual([]);
});

it('the desk sees what a text message left out of its appointment', async () => {
  const booked = await book(customer, { title: 'Check-up 🦷', phone: '+15555550137', notify: { sms: true } });
  const { page, complaints } = await atDesk(`deliveries/${booked.deliveries[0]?.id}`);
  const part = page.getByRole('dialog').getByLabel('Left out of the text message');
  await part.getByText('Pictures in the title were left out of the text message: 🦷').waitFor();
  expect(complaints).toEqual([]);
});
