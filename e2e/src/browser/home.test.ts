/** What needs staff: on the home page, and on every other page of theirs. */
import { magicRecipients } from '@belltower/dev/sms-simulator';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { book } from '../testbed/book.ts';
import { type Caller, callAs, cursorNow } from '../testbed/caller.ts';
import type { System } from '../testbed/system.ts';
import { violationsOn } from './accessibility.ts';
import { signIn, startVisitedSystem, visit, visitDesk } from './visit.ts';

const stack = new AsyncDisposableStack();
afterAll(() => stack.disposeAsync());

let system: System;
let browser: Browser;
let customer: Caller;
let staff: Caller;

beforeAll(async () => {
  ({ system, browser } = stack.use(await startVisitedSystem()));
  customer = await callAs(system.server.url, 'anna', 'customer');
  staff = await callAs(system.server.url, 'desk', 'staff');
});

/** Opens a page of staff, once its feed is live. */
async function atDesk(hash: string) {
  const desk = await visitDesk(browser, system.server.url, hash);
  await desk.page.locator('.link-status[data-state=live]').waitFor();
  return desk;
}

const toNowhere = { phone: magicRecipients.invalid.number, notify: { sms: true } };
const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();

const failureOf = (page: Page, text: string) => page.locator('.failure').filter({ hasText: text });
const toasts = (page: Page) => page.getByRole('region', { name: /Notifications/ }).locator('.toast');
const badge = (page: Page) => page.getByRole('navigation', { name: 'Pages' }).locator('.count');

/** How long a change may take from the feed to every page. */
const SOON_MS = 2_000;

/** Books what cannot be sent, and answers its delivery once the feed has sent the failure to staff. */
async function fail(title: string, more: object = {}): Promise<string> {
  await using feed = staff.watch({ after: await cursorNow(system.server, staff.token) });
  const { deliveries } = await book(customer, { title, ...toNowhere, ...more });
  const id = deliveries[0]?.id ?? '';
  const isFailed = () => feed.changes.some((change) => change.deliveryId === id && change.status === 'FAILED');
  await expect.poll(isFailed, { timeout: 10_000, interval: 20 }).toBe(true);
  return id;
}

it('staff land at home, where the navigation leads, and customers at the form, with no playground', async () => {
  const { page, complaints } = await visit(browser, system.server.url, '/');
  await signIn(page, 'desk', 'at the desk');
  await page.getByRole('heading', { name: 'Needs you' }).waitFor();
  const names = await page.getByRole('navigation', { name: 'Pages' }).getByRole('link').allTextContents();
  expect(names.map((name) => name.replace(/\d.*/, ''))).toEqual([
    'Home',
    'Deliveries',
    'Appointments',
    'Book',
    'Statistics',
  ]);
  await page.getByRole('link', { name: 'Playground' }).waitFor();
  await page.getByRole('button', { name: 'Signed in as desk' }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await signIn(page, 'anna', 'a customer');
  await page.getByRole('heading', { name: 'Book an appointment' }).waitFor();
  expect(await page.getByRole('link', { name: 'Playground' }).count()).toBe(0);
  expect(complaints).toEqual([]);
});

it('open failures are at home within two seconds, the soonest appointment first, until they are sent again or seen to', async () => {
  const { page, complaints } = await atDesk('');
  await page.getByText('No open failures').waitFor();
  await fail('Next week', { time: inHours(7 * 24), customerName: 'Clara' });
  await failureOf(page, 'Next week').waitFor({ timeout: SOON_MS });
  await fail('In two hours', { time: inHours(2), customerName: 'Ben' });
  await failureOf(page, 'In two hours').waitFor({ timeout: SOON_MS });
  const rows = await page.locator('.failure').allTextContents();
  expect(rows[0]).toMatch(
    /Ben.*In two hours.*in 2 hours.*Wrong address or number.*Confirmation · Text message to \+15005550001/,
  );
  expect(rows[1]).toMatch(/Clara.*Next week.*in 7 days/);
  await page.locator('[data-count=openFailures]').getByText('2').waitFor({ timeout: SOON_MS });

  await page.getByRole('link', { name: 'Ben' }).click();
  const drawer = page.getByRole('dialog');
  await drawer.getByLabel('Corrected number').fill('+15555550178');
  await drawer.getByRole('button', { name: 'Send again' }).click();
  await drawer.getByText('to +15555550178', { exact: true }).waitFor();
  await page.goBack();
  await failureOf(page, 'Next week').waitFor();
  await failureOf(page, 'In two hours').waitFor({ state: 'detached' });

  await page.getByRole('link', { name: 'Clara' }).click();
  await drawer.getByRole('button', { name: 'Mark as seen to' }).click();
  await drawer.getByText('It is marked as seen to.').waitFor();
  await page.goBack();
  await page.getByText('No open failures').waitFor();
  await page.locator('[data-count=openFailures]').getByText('0', { exact: true }).waitFor();
  expect(complaints).toEqual([]);
});

it('every number at home leads to the desk with what it counts', async () => {
  await fail('Counted at home');
  const { page, complaints } = await atDesk('');
  // no list of deliveries has the reminders that are due
  const numbers = page.locator('.stat:not([data-count=remindersDue])');
  const counts = await numbers.evaluateAll((links) => links.map((link) => link.getAttribute('href')));
  expect(counts.length).toBe(5);
  for (const href of counts) expect(href).toMatch(/^#\/deliveries\?./);
  await page.locator('[data-count=openFailures]').click();
  await page.getByRole('link', { name: 'Counted at home' }).waitFor();
  await page.goBack();
  await page.locator('[data-count=openFailures]').waitFor();
  expect(complaints).toEqual([]);
});

it('on every page a new failure is announced, counted in navigation and title, and a toast leads to it, by keyboard too', async () => {
  const { page, complaints } = await atDesk('statistics');
  await page.getByRole('heading', { name: 'Statistics' }).waitFor();
  await page.getByText('As of').waitFor();
  await expect.poll(() => badge(page).count()).toBe(1); // of the test before
  const before = Number.parseInt((await badge(page).textContent()) ?? '', 10);
  expect(await toasts(page).count()).toBe(0); // it is not new
  await fail('To be noticed', { customerName: 'Dora' });
  const [toast, count] = [toasts(page), before + 1];
  await Promise.all([
    toast.locator('strong', { hasText: 'Confirmation by text message failed' }).waitFor({ timeout: SOON_MS }),
    badge(page).getByText(`${count}`).waitFor({ timeout: SOON_MS }),
    expect.poll(() => page.title(), { timeout: SOON_MS }).toBe(`(${count}) Statistics · Belltower`),
    page
      .locator('[aria-live=polite]', { hasText: 'Confirmation by text message failed: Dora, To be noticed' })
      .waitFor({ state: 'attached', timeout: SOON_MS }),
  ]);
  await page.keyboard.press('Alt+KeyT');
  await page.keyboard.press('Tab'); // the toast
  await page.keyboard.press('Tab'); // its link
  await page.keyboard.press('Enter');
  const drawer = page.getByRole('dialog');
  await drawer.getByRole('heading', { name: 'To be noticed' }).waitFor();
  await drawer.getByRole('button', { name: 'Mark as seen to' }).click();
  await drawer.getByText('It is marked as seen to.').waitFor();
  await badge(page).getByText(`${before}`).waitFor({ timeout: SOON_MS });
  await expect.poll(() => page.title()).toBe(`(${before}) Deliveries · Belltower`);
  expect(await toast.count()).toBe(0);
  expect(complaints).toEqual([]);
});

it('a toast goes when its failure is sent again or seen to elsewhere', async () => {
  const { page, complaints } = await atDesk('book');
  const id = await fail('Seen to elsewhere');
  await toasts(page).getByText('Seen to elsewhere').waitFor({ timeout: SOON_MS });
  const number = '+15555550179';
  await staff.data('mutation ($input: RetryDeliveryInput!) { retryDelivery(input: $input) { delivery { id } } }', {
    input: { id, phone: number },
  });
  await toasts(page).getByText('Seen to elsewhere').waitFor({ state: 'detached', timeout: 5_000 });
  expect(complaints).toEqual([]);
});

it('many failures at once are few toasts that count them', async () => {
  const { page, complaints } = await atDesk('appointments');
  await page.getByRole('heading', { name: 'Appointments' }).waitFor();
  const many = 12;
  const ids = Promise.all(Array.from({ length: many }, (_, index) => fail(`Many ${index}`)));
  const counted = async () => {
    const titles = await toasts(page).locator('strong').allTextContents();
    expect(titles.length).toBeLessThanOrEqual(3);
    return titles.reduce((sum, title) => sum + (/^\d+/.test(title) ? Number.parseInt(title, 10) : 1), 0);
  };
  await expect.poll(counted, { timeout: 20_000 }).toBe(many);
  await ids;
  expect(
    await toasts(page)
      .filter({ hasText: /\d+ messages failed/ })
      .count(),
  ).toBeGreaterThan(0);
  await toasts(page).filter({ hasText: 'messages failed' }).first().getByRole('link', { name: /^Show/ }).click();
  await expect.poll(() => page.url()).toContain('#/deliveries?open=1');
  await expect.poll(() => page.locator('.delivery').count()).toBeGreaterThanOrEqual(many);
  expect(complaints).toEqual([]);
});

/** A browser without windows shows no notifications: this one notes what it is requests for. The person allows what is requests. */
const NOTING = `
window.seen = { requests: 0, shown: [] };
window.Notification = class {
  static get permission() { return sessionStorage.getItem('test.permission') ?? 'default'; }
  static async requestPermission() {
    window.seen.requests++;
    sessionStorage.setItem('test.permission', 'granted');
    return 'granted';
  }
  constructor(title, { body }) { window.seen.shown.push(title + ': ' + body); }
};`;

it('the page requests notifications by the switch alone, and shows failures as such while it is on', async () => {
  const { page, complaints } = await atDesk('');
  const seen = () => page.evaluate('window.seen') as Promise<{ requests: number; shown: string[] }>;
  const control = page.getByRole('switch', { name: 'Browser notifications for failures' });
  await page.addInitScript(NOTING);
  await page.reload();
  await control.waitFor();
  await page.locator('.link-status[data-state=live]').waitFor();
  await fail('Not notified');
  await toasts(page).getByText('Not notified').waitFor();
  expect(await seen()).toEqual({ requests: 0, shown: [] });
  await control.check();
  await expect.poll(async () => (await seen()).requests).toBe(1);
  await fail('Notified', { customerName: 'Eva' });
  const expected = 'Confirmation by text message failed: Eva, Notified · Wrong address or number';
  await expect.poll(async () => (await seen()).shown).toEqual([expected]);
  await page.reload();
  expect(await control.isChecked()).toBe(true);
  await control.uncheck();
  await page.locator('.link-status[data-state=live]').waitFor();
  await fail('Not notified again');
  await toasts(page).getByText('Not notified again').waitFor();
  expect(await seen()).toEqual({ requests: 0, shown: [] });
  expect(complaints).toEqual([]);
});

it('a tab of staff has one subscription, over all of its pages', async () => {
  const { page } = await visit(browser, system.server.url, '/');
  const subscribed: string[] = [];
  page.on('websocket', (socket) =>
    socket.on('framesent', ({ payload }) => {
      if (String(payload).includes('"subscribe"')) subscribed.push(String(payload));
    }),
  );
  await signIn(page, 'desk', 'at the desk');
  const pages = { '': 'Needs you', deliveries: 'Deliveries', statistics: 'Statistics', book: 'Book for a customer' };
  for (const [hash, name] of [...Object.entries(pages), ...Object.entries(pages)]) {
    await page.goto(`${system.server.url}/#/${hash}`);
    await page.getByRole('heading', { name, level: 1 }).waitFor();
  }
  await fail('Watched once');
  await toasts(page).getByText('Watched once').waitFor();
  expect(subscribed).toHaveLength(1);
});

it('the keyboard comes past the navigation, and into the menu and out of it', async () => {
  const { page } = await atDesk('');
  await page.getByRole('heading', { name: 'Needs you' }).waitFor();
  await page.reload();
  await page.getByRole('heading', { name: 'Needs you' }).waitFor();
  await page.keyboard.press('Tab');
  expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to content');
  await page.keyboard.press('Enter');
  expect(await page.evaluate('document.activeElement.tagName')).toBe('H1');
  await page.keyboard.press('Tab');
  expect(await page.evaluate('document.activeElement.closest("main") !== null')).toBe(true);
  await page.getByRole('button', { name: 'Signed in as desk' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Sign out' }).waitFor({ state: 'hidden' });
});

it('home and toasts have no accessibility violation in light and dark', async () => {
  const { page } = await atDesk('');
  await fail('Looked at by axe');
  await toasts(page).getByText('Looked at by axe').waitFor();
  const found: string[] = [];
  for (const width of [390, 768, 1_280, 1_920]) {
    await page.setViewportSize({ width, height: 900 });
    expect(await page.evaluate('document.documentElement.scrollWidth - window.innerWidth')).toBeLessThanOrEqual(0);
    if (width !== 390 && width !== 1_280) continue;
    found.push(...(await violationsOn(page)).map((violation) => `${width}: ${violation}`));
  }
  await page.getByRole('button', { name: 'Signed in as desk' }).click();
  found.push(...(await violationsOn(page)).map((violation) => `menu: ${violation}`));
  expect(found).toEqual([]);
});
