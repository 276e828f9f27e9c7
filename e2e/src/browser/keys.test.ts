/** The desk with hands on the keyboard, and the focus, which is never lost: a real browser, real services. */
import { magicRecipients } from '@belltower/dev/sms-simulator';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { book } from '../testbed/book.ts';
import { type Caller, callAs } from '../testbed/caller.ts';
import type { System } from '../testbed/system.ts';
import { startVisitedSystem, visitDesk } from './visit.ts';

const stack = new AsyncDisposableStack();
afterAll(() => stack.disposeAsync());

let system: System;
let browser: Browser;
let staff: Caller;

beforeAll(async () => {
  ({ system, browser } = stack.use(await startVisitedSystem()));
  staff = await callAs(system.server.url, 'desk', 'staff');
});

const wrong = { phone: magicRecipients.invalid.number, notify: { sms: true } };
const undelivered = { phone: magicRecipients.handsetOff.number, notify: { sms: true } };

/** The desk at `hash`, once as many failures are shown. */
async function atFailures(hash: string, count: number) {
  const desk = await visitDesk(browser, system.server.url, `deliveries?${hash}`);
  await expect.poll(() => desk.page.locator('.delivery[data-status=FAILED]').count()).toBe(count);
  return desk;
}

/** The title of the row that has the focus; null where none has. */
const here = (page: Page) =>
  page.evaluate<string | null>(`document.activeElement.closest('.delivery')?.querySelector('a').innerText ?? null`);
const isLost = (page: Page) => page.evaluate<boolean>('document.activeElement === document.body');
const press = async (page: Page, ...keys: readonly string[]) => {
  for (const key of keys) await page.keyboard.press(key);
};

it('the keyboard alone searches, moves, selects, sends again, marks as seen to, and opens', async () => {
  for (const n of [1, 2, 3]) await book(staff, { title: `Keyed ${n}`, ...undelivered });
  const { page, complaints } = await atFailures('status=FAILED', 3);
  await press(page, '/');
  await page.keyboard.type('keyed');
  await expect.poll(() => page.url()).toContain('q=keyed');
  await expect.poll(() => page.locator('.delivery').count()).toBe(3);
  await press(page, 'Enter');
  expect(await here(page)).toBe('Keyed 3');
  await press(page, 'j', 'j', 'j');
  expect(await here(page)).toBe('Keyed 1');
  await press(page, 'k');
  expect(await here(page)).toBe('Keyed 2');
  await press(page, 'x', 'k', 'x');
  await page.getByRole('button', { name: 'Send 2 again' }).waitFor();
  await press(page, 'r');
  await page.getByText(/^2 sent again: .*2 failed again\.$/).waitFor();
  expect(await isLost(page)).toBe(false);
  await expect.poll(() => page.locator('.delivery[data-status=FAILED]').count()).toBe(3);
  await press(page, 'k', 'k', 'k', 'e');
  await page.getByRole('dialog', { name: /^Mark Keyed \d as seen to$/ }).waitFor();
  await page.keyboard.type('je, xr?');
  await press(page, 'Enter');
  await page.getByText('1 marked as seen to.').waitFor();
  await page.locator('.delivery').getByText('seen to by desk').waitFor();
  expect(await here(page)).toMatch(/^Keyed/);
  await press(page, 'Enter');
  await page.getByRole('dialog').getByText(': je, xr?').waitFor();
  await press(page, 'Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  expect(await here(page)).toMatch(/^Keyed/);
  expect(complaints).toEqual([]);
});

it('a key that can do nothing says why, and what cannot succeed is named first', async () => {
  await book(staff, { title: 'Said why', ...wrong, notify: { sms: true, email: true } });
  const { page, complaints } = await atFailures('q=said+why', 1);
  await press(page, 'x');
  await page.getByText('Choose a delivery first: j and k move.').waitFor();
  await press(page, 'j', 'r');
  await page.getByText('That is for failed deliveries alone.').waitFor();
  await press(page, 'j', 'r');
  await page.getByRole('dialog').getByText('It cannot succeed without a correction.').waitFor();
  await press(page, 'Escape');
  expect(await here(page)).not.toBeNull();
  expect(complaints).toEqual([]);
});

it('the keys are shown in a dialog, do nothing with modifiers or while typing, and can be switched off', async () => {
  await book(staff, { title: 'Switched off', ...wrong });
  const { page, complaints } = await atFailures('q=switched', 1);
  await press(page, 'Control+j', 'Alt+x', 'Meta+k');
  expect(await here(page)).toBeNull();
  await press(page, '/');
  await press(page, 'j', 'x', '?');
  expect(await page.getByRole('searchbox').inputValue()).toBe('jx?');
  await page.getByRole('searchbox').fill('switched');
  await page.getByRole('combobox', { name: 'Sort' }).focus();
  await press(page, 'j');
  expect(await here(page)).toBeNull();
  await page.getByRole('button', { name: 'Keys' }).click();
  const dialog = page.getByRole('dialog', { name: 'Keys' });
  await dialog.getByText('Next delivery').waitFor();
  await press(page, 'j');
  expect(await here(page)).toBeNull(); // it belongs to the dialog
  await dialog.getByLabel('Single keys work in this browser').uncheck();
  await press(page, 'Escape');
  await press(page, 'j', '?');
  expect(await here(page)).toBeNull();
  expect(await dialog.count()).toBe(0);
  await page.reload();
  await page.locator('.delivery').waitFor();
  await press(page, 'j');
  expect(await here(page)).toBeNull();
  await page.getByRole('button', { name: 'Keys' }).click();
  await dialog.getByLabel('Single keys work in this browser').check();
  await press(page, 'Escape');
  await press(page, 'j');
  await expect.poll(() => here(page)).toBe('Switched off');
  expect(complaints).toEqual([]);
});

it('the focus is never lost: after each action in the drawer, as rows leave the list, and as it closes', async () => {
  for (const n of [1, 2, 3]) await book(staff, { title: `Focus ${n}`, ...undelivered });
  const { page, complaints } = await atFailures('open=1&q=focus', 3);
  await press(page, 'j', 'j', 'Enter');
  const drawer = page.getByRole('dialog');
  await drawer.getByRole('heading', { name: 'Focus 2' }).waitFor();
  await press(page, 'r');
  expect(await page.evaluate('document.activeElement.textContent')).toBe('Send again');
  await press(page, 'Enter');
  await drawer.getByText('It is sent again.').waitFor();
  expect(await isLost(page)).toBe(false);
  await drawer.getByRole('button', { name: 'Send again' }).waitFor(); // it failed again
  expect(await isLost(page)).toBe(false);
  await press(page, 'e');
  await page.keyboard.type('Called her');
  await press(page, 'Enter');
  await drawer.getByText('It is marked as seen to.').waitFor();
  expect(await isLost(page)).toBe(false);
  await press(page, 'Escape'); // its row has left the list of open failures
  await drawer.waitFor({ state: 'detached' });
  await expect.poll(() => page.locator('.delivery').count()).toBe(2);
  await expect.poll(() => here(page)).toBe('Focus 1'); // what stands there now
  await press(page, 'e', 'Enter');
  await expect.poll(() => page.locator('.delivery').count()).toBe(1);
  await expect.poll(() => here(page)).toBe('Focus 3');
  await press(page, 'e', 'Enter');
  await expect.poll(() => page.locator('.delivery').count()).toBe(0);
  expect(await isLost(page)).toBe(false);
  await page.getByLabel('Open failures').focus();
  await press(page, 'Space');
  await expect.poll(() => page.locator('.delivery').count()).toBe(3);
  expect(await isLost(page)).toBe(false);
  expect(complaints).toEqual([]);
});

it('a delivery that is opened by its address leaves the focus on its row, or on the page, as it closes', async () => {
  const booked = await book(staff, { title: 'By address', ...wrong });
  const id = booked.deliveries[0]?.id;
  const { page } = await visitDesk(browser, system.server.url, `deliveries/${id}?q=by+address`);
  await page.getByRole('dialog').getByRole('heading', { name: 'By address' }).waitFor();
  await page.locator('.delivery[data-status=FAILED]').waitFor();
  await press(page, 'Escape');
  await expect.poll(() => here(page)).toBe('By address');
});
