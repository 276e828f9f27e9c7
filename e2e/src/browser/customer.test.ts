/** What who books is shown: a real browser, real services, real mails. */
import { readFile } from 'node:fs/promises';
import { magicDomains } from '@belltower/dev/magic-addresses';
import { magicRecipients } from '@belltower/dev/sms-simulator';
import { startTcpProxy } from '@belltower/dev/tcp-proxy';
import { until } from '@belltower/dev/until';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { book } from '../testbed/book.ts';
import { type Caller, callAs } from '../testbed/caller.ts';
import type { System } from '../testbed/system.ts';
import { PHONE, signIn, startVisitedSystem, visit } from './visit.ts';

const stack = new AsyncDisposableStack();
afterAll(() => stack.disposeAsync());

let system: System;
let browser: Browser;
let anna: Caller;

beforeAll(async () => {
  ({ system, browser } = stack.use(await startVisitedSystem()));
  anna = await callAs(system.server.url, 'anna', 'customer');
});

const toNowhere = { phone: magicRecipients.invalid.number, notify: { sms: true } };

/** Anna, signed in, at one of her pages. */
async function annaAt(hash: string, options: Parameters<typeof visit>[3] = {}, url = system.server.url) {
  const there = await visit(browser, url, '/', options);
  await signIn(there.page, 'anna', 'a customer');
  await there.page.goto(`${url}/#/${hash}`);
  return there;
}

const card = (page: Page, channel: 'EMAIL' | 'SMS') => page.locator(`[data-channel=${channel}]`);
const badge = (page: Page, channel: 'EMAIL' | 'SMS', text: string) =>
  card(page, channel).locator('header').getByText(text);

const HISTORY = 'query ($id: ID!) { appointment(id: $id) { deliveries { status } } }';

async function statusOf(id: string): Promise<string | undefined> {
  const { appointment } = await anna.data<{ appointment: { deliveries: { status: string }[] } }>(HISTORY, { id });
  return appointment.deliveries[0]?.status;
}

it('the page gives the appointment as a calendar file, under the id that it has in the mail', async () => {
  const email = 'calendar@example.com';
  const booked = await book(anna, { title: 'For the calendar', email, notify: { email: true } });
  const { page, complaints } = await annaAt(`appointments/${booked.id}`);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Calendar file' }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^appointment-\d{4}-\d\d-\d\d\.ics$/);
  const file = await readFile(await download.path(), 'utf8');
  const uidOf = (text: string) => /^UID:(\S+)\r?$/m.exec(text)?.[1];
  expect(uidOf(file)).toBe(booked.id);
  const mail = await until('the mail is in the inbox', async () => (await system.mailsTo(email))[0]);
  expect(uidOf(await system.attachmentOf(mail, 'text/calendar'))).toBe(booked.id);
  expect(complaints).toEqual([]);
});

it('the page shows where each attempt went, a corrected number masked, while it is looked at', async () => {
  const booked = await book(anna, { title: 'Corrected', customerName: 'Anna Huber', ...toNowhere });
  const { page, complaints } = await annaAt(`appointments/${booked.id}`);
  await badge(page, 'SMS', 'Failed').waitFor();
  await card(page, 'SMS').getByText(`to ${toNowhere.phone}`, { exact: true }).waitFor();
  const desk = await callAs(system.server.url, 'desk', 'staff');
  const retry = 'mutation ($input: RetryDeliveryInput!) { retryDelivery(input: $input) { delivery { id } } }';
  await desk.data(retry, { input: { id: booked.deliveries[0]?.id, phone: '+436601234567' } });
  await badge(page, 'SMS', 'Delivered').waitFor();
  await card(page, 'SMS').getByText('to +43•••••67', { exact: true }).waitFor();
  await card(page, 'SMS').getByText('One earlier attempt').click();
  await card(page, 'SMS')
    .getByText(new RegExp(`, to \\${toNowhere.phone}$`))
    .first()
    .waitFor();
  expect(await page.content()).not.toContain('6601234567');
  expect(await page.locator('.details dl').textContent()).toMatch(/ForAnna HuberReference[0-9A-Z]{4}-[0-9A-Z]{4}$/);
  expect(complaints).toEqual([]);
});

it('the page says so when the connection is cut, shows nothing old as true, and catches up by itself', async () => {
  await using proxy = await startTcpProxy({ target: { port: Number(new URL(system.server.url).port) } });
  await system.notifier.signal('SIGSTOP'); // so that it waits until the cut
  const booked = await book(anna, { phone: '+15555550141', notify: { sms: true } });
  const { page } = await annaAt(`appointments/${booked.id}`, {}, `http://127.0.0.1:${proxy.port}`);
  await badge(page, 'SMS', 'Waiting').waitFor();
  await page.locator('.link-status').getByText('Live', { exact: true }).waitFor();
  proxy.setFault({ kind: 'refuse' });
  await page.locator('.link-status').getByText('Connection lost, reconnecting…').waitFor();
  await page.getByText(/No connection since .* What you see may be out of date/).waitFor();
  await system.notifier.signal('SIGCONT');
  await until('it is delivered', async () => (await statusOf(booked.id)) === 'DELIVERED');
  expect(await badge(page, 'SMS', 'Waiting').isVisible()).toBe(true);
  expect(await page.getByText(/may be out of date/).isVisible()).toBe(true);
  proxy.setFault({ kind: 'none' });
  await badge(page, 'SMS', 'Delivered').waitFor();
  expect(await card(page, 'SMS').locator('li').count()).toBe(4);
  await page.getByText(/may be out of date/).waitFor({ state: 'detached' });
  await page.locator('.link-status').getByText('Live', { exact: true }).waitFor();
});

it('the page shows the same to the same person in two browsers at once, each in its own language and time', async () => {
  const [here, there] = await Promise.all([
    annaAt('book', { locale: 'en-GB', timezoneId: 'Europe/Vienna' }),
    annaAt('appointments', { locale: 'de-AT', timezoneId: 'America/New_York', viewport: PHONE }),
  ]);
  const { page } = here;
  await page.getByLabel('What is it for?').fill('Seen twice');
  expect(await page.getByLabel('Time zone').inputValue()).toBe('Europe/Vienna');
  await page.getByLabel('When?').fill(`${new Date().getFullYear() + 1}-02-20T15:00`);
  await page.getByLabel('E-mail address').fill('twice@example.com');
  await system.notifier.signal('SIGSTOP');
  try {
    await page.getByRole('button', { name: 'Book', exact: true }).click();
    await badge(page, 'EMAIL', 'Waiting').waitFor();
    await there.page.reload();
    await there.page.getByRole('link', { name: 'Seen twice' }).click();
    await badge(there.page, 'EMAIL', 'Wartet').waitFor();
  } finally {
    await system.notifier.signal('SIGCONT');
  }
  await Promise.all([badge(page, 'EMAIL', 'Sent').waitFor(), badge(there.page, 'EMAIL', 'Gesendet').waitFor()]);
  const year = new Date().getFullYear() + 1;
  const details = (shown: Page) => shown.locator('.details dl').textContent();
  expect(await details(page)).toMatch(new RegExp(`[A-Z][a-z]+day,? 20 February ${year} at 15:00 \\(Europe/Vienna\\)`));
  expect(await details(page)).not.toContain('where you are');
  expect(await details(there.page)).toMatch(/, 20\. Februar \d+ um 15:00 \(Europe\/Vienna\).* 09:00 bei Ihnen/);
  expect([...here.complaints, ...there.complaints]).toEqual([]);
});

it('the form shows what the server finds wrong at each field, keeps what was typed over a reload, and then books it', async () => {
  const { page, complaints } = await annaAt('book');
  const field = { title: page.getByLabel('What is it for?'), when: page.getByLabel('When?') };
  const [tooLong, tooFar] = ['x'.repeat(201), `${new Date().getFullYear() + 7}-02-20T15:00`];
  await field.title.fill(tooLong);
  await field.when.fill(tooFar);
  await page.getByLabel('E-mail address').fill('corrected@example.com');
  const send = page.getByRole('button', { name: 'Book', exact: true });
  await send.click();
  await page.locator('#title-issue').waitFor();
  await page.locator('#when-issue').waitFor();
  expect(await page.locator('[aria-invalid=true]').count()).toBe(2);
  expect(await page.evaluate('document.activeElement.id')).toBe('title');
  await page.reload();
  expect(await field.title.inputValue()).toBe(tooLong);
  expect(await field.when.inputValue()).toBe(tooFar);
  await field.title.fill('Corrected');
  await field.when.fill(`${new Date().getFullYear() + 1}-02-20T15:00`);
  await send.click();
  await badge(page, 'EMAIL', 'Sent').waitFor();
  await page.getByRole('heading', { name: 'Corrected' }).waitFor();
  expect(complaints).toEqual([]);
});

it('the customer sees what to do about a failure, and why a retry is needed and when it comes', async () => {
  const booked = await book(anna, {
    email: `anna@${magicDomains.away.domain}`,
    phone: magicRecipients.invalid.number,
  });
  const { page, complaints } = await annaAt(`appointments/${booked.id}`, { viewport: PHONE });
  await badge(page, 'SMS', 'Failed').waitFor();
  await card(page, 'SMS').getByText('This address or number cannot be reached.').waitFor();
  await card(page, 'SMS').getByText('Your appointment is booked all the same. Is the address right?').waitFor();
  await card(page, 'SMS').getByText('If it is not, call +43 1 234 56 78 with the right one').waitFor();
  const call = card(page, 'SMS').getByRole('link', { name: '+43 1 234 56 78' });
  expect(await call.getAttribute('href')).toBe('tel:+4312345678');
  await badge(page, 'EMAIL', 'Trying again').waitFor();
  const now = card(page, 'EMAIL').locator('li[aria-current=step]');
  await now.getByText(/^Attempt \d+ did not succeed. The message could not be sent just now/).waitFor();
  await card(page, 'EMAIL')
    .getByText(/, next attempt \d/)
    .waitFor();
  expect(complaints).toEqual([]);
});

it('the list of appointments stays live', async () => {
  await system.notifier.signal('SIGSTOP');
  try {
    await book(anna, { title: 'In the list', phone: '+15555550142', notify: { sms: true } });
    const { page, complaints } = await annaAt('appointments');
    const listed = page.locator('.card').filter({ hasText: 'In the list' });
    await listed.getByText('Waiting').waitFor();
    await page.locator('.link-status').getByText('Live', { exact: true }).waitFor();
    await system.notifier.signal('SIGCONT');
    await listed.getByText('Delivered').waitFor();
    expect(complaints).toEqual([]);
  } finally {
    await system.notifier.signal('SIGCONT');
  }
});

/** Adds up how far things moved by themselves, as browsers count it: https://web.dev/articles/cls */
const COUNT_SHIFTS = `window.shifted = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value;
  }).observe({ type: 'layout-shift', buffered: true });`;

it('the page moves nothing much while messages travel, on a phone', async () => {
  await system.notifier.signal('SIGSTOP');
  try {
    const booked = await book(anna, { email: 'still@example.com', phone: '+15555550143' });
    const { page } = await annaAt(`appointments/${booked.id}`, { viewport: PHONE });
    await badge(page, 'SMS', 'Waiting').waitFor();
    await page.evaluate(COUNT_SHIFTS);
    await system.notifier.signal('SIGCONT');
    await badge(page, 'SMS', 'Delivered').waitFor();
    await badge(page, 'EMAIL', 'Sent').waitFor();
    expect(await page.evaluate<number>('window.shifted')).toBeLessThan(0.01);
  } finally {
    await system.notifier.signal('SIGCONT');
  }
});

it('the page is widened by no text on a phone, however long it is', async () => {
  const [title, location] = ['T'.repeat(200), 'L'.repeat(200)];
  const booked = await book(anna, { title, location, email: `${'m'.repeat(60)}@${'d'.repeat(60)}.example.com` });
  const { page, complaints } = await annaAt(`appointments/${booked.id}`, { viewport: PHONE });
  const widerBy = () => page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth');
  await badge(page, 'SMS', 'Delivered').waitFor();
  expect(await widerBy()).toBeLessThanOrEqual(0);
  await page.goto(`${system.server.url}/#/appointments`);
  await page.getByRole('link', { name: title }).waitFor();
  expect(await widerBy()).toBeLessThanOrEqual(0);
  expect(complaints).toEqual([]);
});
