/** The desk's table: columns, order, groups, views, and the drawer over it. A real browser, real services. */
import { magicRecipients } from '@belltower/dev/sms-simulator';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { book } from '../testbed/book.ts';
import { type Caller, callAs } from '../testbed/caller.ts';
import type { System } from '../testbed/system.ts';
import { violationsOn } from './accessibility.ts';
import { PHONE, startVisitedSystem, visitDesk } from './visit.ts';

const stack = new AsyncDisposableStack();
afterAll(() => stack.disposeAsync());

let system: System;
let browser: Browser;
let staff: Caller;

beforeAll(async () => {
  ({ system, browser } = stack.use(await startVisitedSystem()));
  staff = await callAs(system.server.url, 'desk', 'staff');
});

const atDesk = (hash: string) => visitDesk(browser, system.server.url, hash);
const toNowhere = { phone: magicRecipients.invalid.number, notify: { sms: true } };
const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
const rowOf = (page: Page, title: string) => page.locator('.delivery').filter({ hasText: title });

const chip = (page: Page, name: string) => page.locator('.chip', { hasText: name }).getByRole('checkbox');

/** The titles of the rows, from top to bottom. */
const titles = (page: Page) => page.locator('.delivery .what > a').allInnerTexts();

/** Whether one of its rows has the focus. */
const focusedRow = (page: Page) =>
  page.evaluate<string | null>(`document.activeElement.closest('.delivery')?.dataset.delivery ?? null`);

it('the number of attempts stands on a line of its own below the status, on any width', async () => {
  await book(staff, { title: 'Tried often', phone: magicRecipients.unavailable.number, notify: { sms: true } });
  const { page } = await atDesk('deliveries?q=tried');
  const attempts = rowOf(page, 'Tried often').getByText(/^attempt \d+$/);
  await attempts.waitFor();
  for (const width of [390, 768, 1280, 1920]) {
    await page.setViewportSize({ width, height: 900 });
    const [text, cell] = [await attempts.boundingBox(), await attempts.locator('..').boundingBox()];
    if (text === null || cell === null) throw new Error(`at ${width} it is not there`);
    expect(text.height, `its height at ${width}`).toBeLessThan(30);
    expect(text.x + text.width, `its end at ${width}`).toBeLessThanOrEqual(cell.x + cell.width + 1);
  }
});

it('the table has heads, both channels of a message together, the customer, the reference, and reasons in words', async () => {
  await book(staff, { title: 'Both', customerName: 'Ana Gruber', phone: magicRecipients.invalid.number });
  const { page, complaints } = await atDesk('deliveries?q=both');
  const table = page.getByRole('table');
  for (const name of ['Appointment', 'Time', 'Message', 'Status', 'Reason', 'Updated']) {
    await table.getByRole('columnheader', { name, exact: true }).waitFor();
  }
  await rowOf(page, 'Both').nth(1).waitFor();
  const group = page.locator('tbody').filter({ hasText: 'Both' });
  expect(await group.count()).toBe(1);
  expect(await group.locator('.delivery').count()).toBe(2);
  await group.getByText('Confirmation · E-mail').waitFor();
  const failed = group.locator('.delivery[data-status=FAILED]');
  await failed.getByText('Confirmation · Text message').waitFor();
  await failed.getByText('Wrong address or number', { exact: true }).waitFor();
  await group.getByText('Ana Gruber').first().waitFor();
  expect(await group.locator('.reference').first().innerText()).toMatch(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/);
  await failed
    .locator('.since')
    .getByText(/this minute|1 minute ago/)
    .waitFor();
  expect(complaints).toEqual([]);
});

it('a filter that leaves a channel out leaves it out of the group, and the feed puts a row into its group', async () => {
  await book(staff, { title: 'Parted', phone: magicRecipients.invalid.number });
  const { page } = await atDesk('deliveries?q=parted&status=FAILED');
  await rowOf(page, 'Parted').waitFor();
  expect(await page.locator('tbody .delivery').count()).toBe(1);
  await page.goto(`${system.server.url}/#/deliveries?q=arrives+later`);
  await page.getByText('Nothing passes this filter.').waitFor();
  await book(staff, { title: 'Arrives later' });
  await expect
    .poll(() => page.locator('tbody').filter({ hasText: 'Arrives later' }).locator('.delivery').count())
    .toBe(2);
  expect(await page.locator('tbody').count()).toBe(1);
});

it('heads and choice sort by the server, in the address, and the list stays in order as rows change', async () => {
  for (const [title, hours] of [
    ['Sorted b', 48],
    ['Sorted a', 72],
    ['Sorted c', 24],
  ] as const) {
    await book(staff, { title, time: inHours(hours), ...toNowhere });
    await expect.poll(() => openFailures(title)).toBe(1);
  }
  const { page, complaints } = await atDesk('deliveries?q=sorted&status=FAILED');
  await expect.poll(() => titles(page)).toEqual(['Sorted c', 'Sorted a', 'Sorted b']);
  const time = page.getByRole('columnheader', { name: 'Time' });
  await time.getByRole('link').click();
  await expect.poll(() => titles(page)).toEqual(['Sorted a', 'Sorted b', 'Sorted c']);
  expect(page.url()).toContain('sort=-time');
  expect(await time.getAttribute('aria-sort')).toBe('descending');
  expect(await page.evaluate('document.activeElement.textContent')).toContain('Time');
  await page.keyboard.press('Enter');
  await expect.poll(() => titles(page)).toEqual(['Sorted c', 'Sorted b', 'Sorted a']);
  await page.reload();
  await expect.poll(() => titles(page)).toEqual(['Sorted c', 'Sorted b', 'Sorted a']);
  await page.getByRole('combobox', { name: 'Sort' }).selectOption('Longest unchanged first');
  await expect.poll(() => titles(page)).toEqual(['Sorted b', 'Sorted a', 'Sorted c']);
  await page.getByRole('combobox', { name: 'Sort' }).selectOption('Last changed first');
  await expect.poll(() => titles(page)).toEqual(['Sorted c', 'Sorted a', 'Sorted b']);
  await page.mouse.move(0, 0);
  await retry('Sorted b');
  await expect.poll(() => titles(page)).toEqual(['Sorted b', 'Sorted c', 'Sorted a']); // it failed again just now
  await page.goBack();
  await expect.poll(() => titles(page)).toHaveLength(3);
  expect(page.url()).toContain('sort=updated');
  expect(complaints).toEqual([]);
});

it('the whole row is a link: a press in any cell opens it, with Ctrl in another tab, and with the keyboard', async () => {
  const booked = await book(staff, { title: 'Pressed anywhere', ...toNowhere });
  const { page, complaints } = await atDesk('deliveries?q=anywhere');
  const row = rowOf(page, 'Pressed anywhere');
  await row.getByText('Wrong address or number').waitFor();
  await pressAt(page, row.locator('.since'));
  await page.getByRole('dialog').getByRole('heading', { name: 'Pressed anywhere' }).waitFor();
  expect(page.url()).toContain(`/deliveries/${booked.deliveries[0]?.id}?q=anywhere`);
  await page.keyboard.press('Escape');
  const focused = () => page.evaluate<string>(`document.activeElement?.closest('tr')?.dataset.delivery ?? ''`);
  await expect.poll(focused).toBe(booked.deliveries[0]?.id);
  const other = page.context().waitForEvent('page');
  await page.keyboard.down('ControlOrMeta');
  await pressAt(page, row.locator('.standing'));
  await page.keyboard.up('ControlOrMeta');
  const opened = await other;
  await expect.poll(() => opened.url()).toContain(`/deliveries/${booked.deliveries[0]?.id}`);
  expect(await page.getByRole('dialog').count()).toBe(0);
  await row.getByRole('checkbox').check();
  expect(await page.getByRole('dialog').count()).toBe(0);
  await row.getByRole('link').focus();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  expect(complaints).toEqual([]);
});

it('dense rows show 20 and more on a screen of 1080, in every state, and are kept by the browser', async () => {
  await Promise.all(
    Array.from({ length: 16 }, (_, n) => book(staff, { title: `Dense ${n}`, customerName: 'Ivo Novák' })),
  );
  const { page, complaints } = await atDesk('deliveries');
  await page.setViewportSize({ width: 1280, height: 1080 });
  await expect.poll(() => page.locator('.delivery').count()).toBeGreaterThanOrEqual(30);
  await page.getByRole('button', { name: 'Dense' }).click();
  const whole = () =>
    page.evaluate<number>(`[...document.querySelectorAll('.delivery')].filter((row) => {
      const { top, bottom } = row.getBoundingClientRect();
      return top >= 0 && bottom <= innerHeight;
    }).length`);
  await expect.poll(whole).toBeGreaterThanOrEqual(20);
  await page.reload();
  await page.locator('.delivery').first().waitFor();
  expect(await page.getByRole('button', { name: 'Dense' }).getAttribute('aria-pressed')).toBe('true');
  await expect.poll(whole).toBeGreaterThanOrEqual(20);
  expect(complaints).toEqual([]);
});

it('on a phone each message is a card, and nothing is cut off', async () => {
  await book(staff, { title: 'On a card', customerName: 'Maximilian von Hohenlohe-Waldenburg', ...toNowhere });
  const { page, complaints } = await atDesk('deliveries?q=card');
  await page.setViewportSize(PHONE);
  await rowOf(page, 'On a card').getByText('Wrong address or number').waitFor();
  expect(await page.getByRole('columnheader', { name: 'Updated' }).isVisible()).toBe(false);
  expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
  await page.getByRole('button', { name: 'Filters' }).click();
  await page.getByLabel('Open failures').check();
  await expect.poll(() => page.url()).toContain('open=1');
  expect(complaints).toEqual([]);
});

it('the drawer goes to the next and the previous delivery, by buttons and keys, and closing leads to that row', async () => {
  for (const n of [1, 2, 3]) {
    await book(staff, { title: `Neighbour ${n}`, ...toNowhere });
    await expect.poll(() => openFailures(`Neighbour ${n}`)).toBe(1);
  }
  const { page, complaints } = await atDesk('deliveries?q=neighbour&status=FAILED');
  await rowOf(page, 'Neighbour 3').getByRole('link').click();
  const drawer = page.getByRole('dialog');
  const heading = (n: number) => drawer.getByRole('heading', { name: `Neighbour ${n}` }).waitFor();
  await heading(3);
  expect(await drawer.getByRole('button', { name: 'Previous' }).getAttribute('aria-disabled')).toBe('true');
  await drawer.getByRole('button', { name: 'Next' }).click();
  await heading(2);
  expect(await page.evaluate('document.activeElement.textContent')).toBe('Next');
  await page.keyboard.press('j');
  await heading(1);
  expect(await drawer.getByRole('button', { name: 'Next' }).getAttribute('aria-disabled')).toBe('true');
  await page.keyboard.press('k');
  await heading(2);
  await page.keyboard.press('Escape');
  await drawer.waitFor({ state: 'detached' });
  const second = await rowOf(page, 'Neighbour 2').getAttribute('data-delivery');
  await expect.poll(() => focusedRow(page)).toBe(second);
  expect(complaints).toEqual([]);
});

it('chips count what each choice has, and follow what happens; everything is in the address, and one press clears it', async () => {
  await book(staff, { title: 'Counted here', ...toNowhere });
  const { page, complaints } = await atDesk('deliveries?status=FAILED');
  const countOf = async (name: string) =>
    Number(await page.locator('.chip', { hasText: name }).locator('.chip-count').innerText());
  const failed = async () => {
    const [row] = await system.database.query(`select count(*)::int from server.delivery where status = 'failed'`);
    return row?.count;
  };
  await expect.poll(() => countOf('Failed')).toBe(await failed());
  expect(await countOf('Wrong address or number')).toBe(await failed());
  const before = await countOf('Failed');
  await book(staff, { title: 'Counted as well', ...toNowhere });
  await expect.poll(() => countOf('Failed')).toBe(before + 1);
  await chip(page, 'Text message').check();
  await chip(page, 'Wrong address or number').check();
  await page.getByRole('combobox', { name: 'Appointment', exact: true }).selectOption('Next 7 days');
  await expect.poll(() => page.url()).toMatch(/status=FAILED&channel=SMS&error=INVALID_RECIPIENT&when=7d$/);
  await rowOf(page, 'Counted here').waitFor();
  await page.getByRole('combobox', { name: 'Appointment', exact: true }).selectOption('Past');
  await page.getByText('Nothing passes this filter.').waitFor();
  await page.getByRole('button', { name: 'Clear all' }).click();
  await expect.poll(() => page.url()).toMatch(/deliveries$/);
  expect(complaints).toEqual([]);
});

it('views lead to filters; a view of one’s own is kept by the browser until it is removed', async () => {
  const { page, complaints } = await atDesk('deliveries');
  const views = page.getByRole('navigation', { name: 'Views' });
  await views.getByRole('link', { name: 'Needs you', exact: true }).click();
  await expect.poll(() => page.url()).toMatch(/deliveries\?open=1$/);
  await views.locator('[aria-current=true]').getByText('Needs you', { exact: true }).waitFor();
  await chip(page, 'E-mail').check();
  await views.getByRole('button', { name: 'Save this view' }).click();
  await page.getByLabel('Name of the view').fill('Mails that failed');
  await page.keyboard.press('Enter');
  await views.getByRole('link', { name: 'Failed today' }).click();
  await expect.poll(() => page.url()).toMatch(/status=FAILED&range=today$/);
  await page.reload();
  await views.getByRole('link', { name: 'Mails that failed' }).click();
  await expect.poll(() => page.url()).toMatch(/channel=EMAIL&open=1$/);
  await views.getByRole('button', { name: 'Remove the view Mails that failed' }).click();
  expect(await views.getByRole('link', { name: 'Mails that failed' }).count()).toBe(0);
  expect(await page.evaluate('document.activeElement.textContent')).toBe('Save this view');
  expect(complaints).toEqual([]);
});

it('the table, its filters and its dialogs have no accessibility violation in light and dark', async () => {
  await book(staff, { title: 'Checked by axe', phone: magicRecipients.invalid.number });
  const { page } = await atDesk('deliveries?q=checked+by+axe');
  const found: string[] = [];
  const check = async (name: string) => {
    found.push(...(await violationsOn(page)).map((violation) => `${name}: ${violation}`));
  };
  await page.locator('.delivery[data-status=FAILED]').waitFor();
  for (const [width, height] of [
    [1280, 900],
    [390, 844],
  ] as const) {
    await page.setViewportSize({ width, height });
    await check(`table at ${width}`);
    await page.getByRole('button', { name: 'Select failed' }).click();
    await check(`selected at ${width}`);
    await page.getByRole('button', { name: 'Send 1 again' }).click();
    await page.getByRole('dialog').waitFor();
    await check(`warning at ${width}`);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Select none' }).click();
    await page.keyboard.press('?');
    await page.getByRole('dialog').waitFor();
    await check(`keys at ${width}`);
    await page.keyboard.press('Escape');
  }
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.getByRole('button', { name: 'Dense' }).click();
  await check('dense');
  expect(found).toEqual([]);
});

/** Presses where a cell is, on what lies there. */
async function pressAt(page: Page, cell: Locator): Promise<void> {
  const box = await cell.boundingBox();
  if (box === null) throw new Error('Expected the cell on the page and found none.');
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
}

/** How many open failures have a title. */
async function openFailures(title: string): Promise<number> {
  const query = 'query ($search: String) { deliveries(filter: { search: $search, open: true }) { nodes { id } } }';
  const { deliveries } = await staff.data<{ deliveries: { nodes: { id: string }[] } }>(query, { search: title });
  return deliveries.nodes.length;
}

async function retry(title: string): Promise<void> {
  const query = 'query ($search: String) { deliveries(filter: { search: $search, open: true }) { nodes { id } } }';
  const { deliveries } = await staff.data<{ deliveries: { nodes: { id: string }[] } }>(query, { search: title });
  const ids = deliveries.nodes.map(({ id }) => id);
  await staff.data('mutation ($ids: [ID!]!) { retryDeliveries(ids: $ids) { deliveries { id } } }', { ids });
}
