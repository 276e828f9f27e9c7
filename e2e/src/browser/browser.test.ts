/** What people see: a real browser, on the pages that the server serves. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { book } from '../testbed/book.ts';
import { callAs } from '../testbed/caller.ts';
import type { System } from '../testbed/system.ts';
import { violationsOn } from './accessibility.ts';
import { signIn, startVisitedSystem, visit } from './visit.ts';

const stack = new AsyncDisposableStack();
afterAll(() => stack.disposeAsync());

let system: System;
let browser: Browser;

beforeAll(async () => {
  ({ system, browser } = stack.use(await startVisitedSystem()));
});

const open = (path: string) => visit(browser, system.server.url, path);

async function bookOnBothChannels(page: Page, address: { email: string; phone: string }): Promise<void> {
  await page.getByLabel('What is it for?').fill('Dental check-up');
  await page.getByLabel('When?').fill(`${new Date().getFullYear() + 1}-02-20T15:00`);
  await page.getByLabel('by text message').check();
  await page.getByLabel('E-mail address').fill(address.email);
  await page.locator('input[name=phone]').fill(address.phone);
  await page.getByRole('button', { name: 'Book', exact: true }).click();
}

const badge = (page: Page, channel: 'EMAIL' | 'SMS', text: string) =>
  page.locator(`[data-channel=${channel}]`).locator('header').getByText(text);

describe('the web client', () => {
  it('books, and shows both messages arrive without a reload; the mail is in the inbox', async () => {
    const { page, complaints } = await open('/');
    await signIn(page, 'anna', 'a customer');
    await bookOnBothChannels(page, { email: 'anna@example.com', phone: '\u202a+1\u2011(555) 555\u20110123\u202c' });
    await badge(page, 'EMAIL', 'Sent').waitFor();
    await badge(page, 'SMS', 'Delivered').waitFor();
    expect(await page.locator('[data-channel=SMS] li').count()).toBe(4);
    expect(await system.mailsTo('anna@example.com')).toHaveLength(1);
    expect(complaints).toEqual([]);
  });

  it('shows what the server found wrong at its field, and loses nothing that was typed', async () => {
    const { page, complaints } = await open('/');
    await signIn(page, 'ben', 'a customer');
    await bookOnBothChannels(page, { email: 'ben@example.com', phone: '123' });
    await page.locator('input[name=phone][aria-invalid=true]').waitFor();
    expect(await page.getByLabel('What is it for?').inputValue()).toBe('Dental check-up');
    expect(complaints).toEqual([]);
  });

  it('shows the desk the booking of a customer as it happens', async () => {
    const desk = await open('/');
    await signIn(desk.page, 'desk', 'at the desk');
    await desk.page.goto(`${system.server.url}/#/deliveries`);
    const customer = await open('/');
    await signIn(customer.page, 'clara', 'a customer');
    const rows = desk.page.locator('.delivery').filter({ hasText: 'Dental check-up' });
    await rows.first().waitFor(); // what the tests above booked
    const before = await rows.count();
    await bookOnBothChannels(customer.page, { email: 'clara@example.com', phone: '+15555550124' });
    await badge(customer.page, 'SMS', 'Delivered').waitFor();
    await expect.poll(() => rows.count()).toBe(before + 2);
    await rows
      .first()
      .getByText(/Sent|Delivered/)
      .waitFor();
    expect([...desk.complaints, ...customer.complaints]).toEqual([]);
  });
});

describe('for everybody', () => {
  it('has no accessibility violation on any page, in light and dark', async () => {
    const { page } = await open('/');
    const found: string[] = [];
    const check = async (name: string, heading: string) => {
      await page.getByRole('heading', { level: 1, name: heading }).waitFor(); // the page is there, not its skeleton
      found.push(...(await violationsOn(page)).map((violation) => `${name}: ${violation}`));
    };
    await check('sign in', 'Sign in');
    await signIn(page, 'dora', 'at the desk');
    await page.goto(`${system.server.url}/#/book`);
    await check('book', 'Book for a customer');
    await page.getByRole('button', { name: 'Book', exact: true }).click();
    await page.locator('#when-issue').waitFor();
    await check('book with problems', 'Book for a customer');
    await page.goto(`${system.server.url}/#/nowhere`);
    await check('nowhere', 'Nothing here');
    const dora = await callAs(system.server.url, 'dora', 'customer');
    const contact = { title: 'Dental check-up', email: 'dora@example.com', phone: '+15555550125' };
    const { id } = await book(dora, { ...contact, notify: { email: true, sms: true } });
    await page.goto(`${system.server.url}/#/appointments/${id}`);
    await badge(page, 'SMS', 'Delivered').waitFor();
    await check('appointment', 'Dental check-up');
    for (const list of ['Appointments', 'Deliveries']) {
      await page.goto(`${system.server.url}/#/${list.toLowerCase()}`);
      await page.getByText('Dental check-up').first().waitFor();
      await check(list, list);
    }
    expect(found).toEqual([]);
  });
});

describe('the pages’ files', () => {
  it.each([
    ['br', 'br, gzip'],
    ['gzip', 'gzip'],
    [null, 'identity'],
  ])('travel as %s to who takes %s, and are the same', async (encoding, accepted) => {
    const load = (path: string, accept: string) =>
      fetch(`${system.server.url}${path}`, { headers: { 'accept-encoding': accept } });
    const html = await (await load('/', 'identity')).text();
    const [, script = 'no script'] = /<script type="module" crossorigin src="([^"]+)">/.exec(html) ?? [];
    const sent = await load(script, accepted);
    expect(sent.status).toBe(200);
    expect(sent.headers.get('content-encoding')).toBe(encoding);
    expect(sent.headers.get('content-type')).toMatch(/javascript/);
    expect(sent.headers.get('vary')).toMatch(/accept-encoding/i);
    expect(sent.headers.get('cache-control')).toContain('immutable');
    expect((await sent.text()) === (await (await load(script, 'identity')).text())).toBe(true);
  });
});
