/** An appointment's life as its people see it, each in a window of their own: a real browser, real services. */
import { magicDomains } from '@belltower/dev/magic-addresses';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { book } from '../testbed/book.ts';
import { type Caller, callAs } from '../testbed/caller.ts';
import type { System } from '../testbed/system.ts';
import { violationsOn } from './accessibility.ts';
import { PHONE, signIn, startVisitedSystem, visit, visitDesk } from './visit.ts';

const stack = new AsyncDisposableStack();
afterAll(() => stack.disposeAsync());

let system: System;
let browser: Browser;
let anna: Caller;

beforeAll(async () => {
  ({ system, browser } = stack.use(await startVisitedSystem({ REMINDERS: '24h:email,2h:sms' })));
  anna = await callAs(system.server.url, 'anna', 'customer');
});

const YEAR = new Date().getFullYear() + 1;
const IN_VIENNA = { locale: 'en-GB', timezoneId: 'Europe/Vienna' };

async function annaAt(hash: string, options: Parameters<typeof visit>[3] = {}) {
  const there = await visit(browser, system.server.url, '/', { ...IN_VIENNA, ...options });
  await signIn(there.page, 'anna', 'a customer');
  await there.page.goto(`${system.server.url}/#/${hash}`);
  return there;
}

const bookOne = (change: Record<string, unknown> = {}) =>
  book(anna, { time: `${YEAR}-02-20T14:00:00Z`, title: 'Check-up', location: 'Graben 1', ...change });
const card = (page: Page, kind: string, channel: 'EMAIL' | 'SMS') =>
  page.locator(`[data-kind=${kind}][data-channel=${channel}]`);
const change = (page: Page) => page.locator('dialog.change');
const live = (page: Page) => page.locator('.link-status').getByText('Live', { exact: true }).waitFor();
const when = (page: Page) => page.locator('.details dd').first().textContent();
const focused = (page: Page) =>
  page.evaluate<string>('document.activeElement.textContent || document.activeElement.id');

it('a life shows in every window as it goes on: booked, moved, changed by the desk, cancelled by the guest', async () => {
  const booked = await bookOne();
  const { appointment } = await anna.data<{ appointment: { manageUrl: string } }>(
    'query ($id: ID!) { appointment(id: $id) { manageUrl } }',
    { id: booked.id },
  );
  const link = new URL(appointment.manageUrl);
  const [mine, other, guest, desk] = await Promise.all([
    annaAt(`appointments/${booked.id}`),
    annaAt(`appointments/${booked.id}`, { viewport: PHONE, colorScheme: 'dark' }),
    visit(browser, system.server.url, `${link.pathname}${link.hash}`, IN_VIENNA),
    visitDesk(browser, system.server.url, 'deliveries'),
  ]);
  const windows = [mine.page, other.page, guest.page];
  await Promise.all(windows.map((page) => card(page, 'CONFIRMATION', 'SMS').getByText('It has arrived.').waitFor()));
  await desk.page.getByRole('link', { name: 'Check-up', exact: true }).first().click();
  const drawer = desk.page.locator('dialog.drawer');
  await drawer.getByText('20 Feb').or(drawer.getByText('Feb 20')).first().waitFor();

  await mine.page.getByRole('button', { name: 'Move or change' }).click();
  await change(mine.page).getByLabel('When?').fill(`${YEAR}-02-21T09:30`);
  await change(mine.page).getByRole('button', { name: 'Save the change' }).click();
  await change(mine.page).waitFor({ state: 'detached' });
  expect(await focused(mine.page)).toBe('Check-up');
  for (const page of windows) {
    await card(page, 'CHANGE', 'SMS').getByText('It has arrived.').waitFor();
    expect(await when(page)).toMatch(/21 February \d+ at 09:30 .*was .*20 February \d+ at 15:00/);
  }
  await guest.page.locator('.news').getByText('Moved to', { exact: false }).waitFor();
  await drawer.getByText('Moved by anna').waitFor();

  await drawer.getByRole('button', { name: 'Move or change' }).click();
  await change(desk.page).getByLabel('Where?').fill('Markt 2');
  await change(desk.page).getByRole('button', { name: 'Save the change' }).click();
  await drawer.getByText('The appointment is changed.').waitFor();
  for (const page of windows) {
    await page.locator('.news').getByText('Changed by the desk').waitFor();
    await page.locator('.news').getByText('Place: Markt 2, was Graben 1').waitFor();
  }

  await guest.page.getByRole('button', { name: 'Cancel the appointment' }).click();
  await change(guest.page).getByLabel('Why?').fill('We are ill');
  await change(guest.page).getByRole('button', { name: 'Cancel the appointment' }).click();
  for (const page of windows) {
    await page.getByText('This appointment is cancelled.').waitFor();
    await page.locator('.news').getByText('Why: We are ill').waitFor();
    await card(page, 'CANCELLATION', 'SMS').getByText('It has arrived.').waitFor();
    expect(await page.getByRole('button', { name: /Cancel|Move/ }).count()).toBe(0);
    expect(await page.locator('.occasion').count()).toBe(3);
  }
  await mine.page.locator('.news').getByText('Cancelled with the link in a message').waitFor();
  await drawer.getByText('Cancelled with the link in a message').waitFor();
  expect(await drawer.getByRole('button', { name: 'Move or change' }).count()).toBe(0);
  await drawer.getByRole('button', { name: 'Close' }).click();
  await desk.page.getByLabel('Cancellation').check();
  await expect.poll(() => desk.page.url()).toContain('kind=CANCELLATION');
  await expect.poll(() => desk.page.locator('.delivery').count()).toBe(2);
  expect([mine, other, guest, desk].flatMap(({ complaints }) => complaints)).toEqual([]);
});

it('reminders that are chosen in the form stand on the page, and are planned again with a move', async () => {
  const { page, complaints } = await annaAt('book');
  await page.getByLabel('What is it for?').fill('With reminders');
  await page.getByLabel('When?').fill(`${YEAR}-06-20T15:00`);
  await page.getByLabel('E-mail address').fill('reminded@example.com');
  await page.getByText('As usual: 24 hours before by e-mail').waitFor();
  await page.getByLabel('Others').check();
  await page.getByLabel('7 days before').check();
  await page.getByLabel('Another one').fill('90');
  await page.getByLabel('Unit').selectOption('minutes before');
  await page.getByRole('button', { name: 'Book', exact: true }).click();
  await page.getByRole('heading', { level: 1, name: 'You’re booked' }).waitFor();
  const reminders = page.locator('.details .lines li');
  const shown = async () => (await reminders.allTextContents()).map((text) => text.replace(/ \(.*?\)/, ', '));
  expect(await shown()).toEqual([
    `13 Jun ${YEAR}, 15:00, 7 days before, by e-mail`,
    `20 Jun ${YEAR}, 13:30, 90 minutes before, by e-mail`,
  ]);
  await page.getByRole('button', { name: 'Move or change' }).click();
  await change(page).getByLabel('When?').fill(`${YEAR}-06-21T16:00`);
  await change(page).getByRole('button', { name: 'Save the change' }).click();
  await page.locator('.news').getByText('Moved by you').waitFor();
  expect(await shown()).toEqual([
    `14 Jun ${YEAR}, 16:00, 7 days before, by e-mail`,
    `21 Jun ${YEAR}, 14:30, 90 minutes before, by e-mail`,
  ]);
  expect(complaints).toEqual([]);
});

it('a message that a move has overtaken is shown as not sent, and as no failure, to customer and desk', async () => {
  const email = `anna@${magicDomains.away.domain}`;
  const booked = await bookOne({ title: 'Overtaken', email, notify: { email: true } });
  const { page, complaints } = await annaAt(`appointments/${booked.id}`);
  await card(page, 'CONFIRMATION', 'EMAIL')
    .getByText(/^Attempt \d+ did not succeed/)
    .first()
    .waitFor({ state: 'attached' }); // a later attempt folds it away
  await live(page);
  const move = `mutation ($input: RescheduleAppointmentInput!) { rescheduleAppointment(input: $input) { feedCursor } }`;
  await anna.data(move, { input: { id: booked.id, time: `${YEAR}-02-22T14:00:00Z` } });
  const before = page.locator('.occasion').filter({ hasText: 'Confirmation' });
  const itself = before.locator(':scope > summary'); // its messages have some of their own
  await itself.getByText('Not sent', { exact: true }).waitFor();
  await itself.click();
  await card(page, 'CONFIRMATION', 'EMAIL').getByText('Not sent: the appointment was changed since.').waitFor();
  expect(await page.getByText('all the same').count()).toBe(0);
  const desk = await visitDesk(browser, system.server.url, 'deliveries?status=SKIPPED&kind=CONFIRMATION');
  await desk.page
    .locator('.delivery')
    .filter({ hasText: 'Overtaken' })
    .locator('.badge')
    .getByText('Not sent')
    .waitFor();
  await desk.page.getByRole('link', { name: 'Overtaken', exact: true }).click();
  await desk.page.locator('dialog').getByText('Not sent: the appointment was changed since.').waitFor();
  expect(await desk.page.getByRole('button', { name: 'Send again' }).count()).toBe(0);
  expect([...complaints, ...desk.complaints]).toEqual([]);
});

it('the list of appointments and the rows of the desk show a move and a cancellation as they happen', async () => {
  const booked = await bookOne({ title: 'In both lists', notify: { sms: true } });
  const [mine, desk] = await Promise.all([
    annaAt('appointments'),
    visitDesk(browser, system.server.url, 'deliveries?q=both lists'),
  ]);
  const listed = mine.page.locator('.card').filter({ hasText: 'In both lists' });
  const row = desk.page.locator(`.delivery[data-delivery="${booked.deliveries[0]?.id}"]`);
  await Promise.all([listed.getByText('Delivered').waitFor(), row.getByText('Delivered').waitFor()]);
  await Promise.all([live(mine.page), live(desk.page)]);
  const move = 'mutation ($input: RescheduleAppointmentInput!) { rescheduleAppointment(input: $input) { feedCursor } }';
  await anna.data(move, { input: { id: booked.id, time: `${YEAR}-03-05T14:00:00Z` } });
  await listed.getByText(`5 Mar ${YEAR}, 15:00`).waitFor();
  await listed.getByText('Change: Text message').waitFor();
  await row.getByText(`5 Mar ${YEAR}`).waitFor();
  const cancel = 'mutation ($input: CancelAppointmentInput!) { cancelAppointment(input: $input) { feedCursor } }';
  await anna.data(cancel, { input: { id: booked.id } });
  await listed.getByText('Cancelled', { exact: false }).first().waitFor();
  await row.getByText('cancelled').waitFor();
  await expect.poll(() => desk.page.locator('.delivery').count()).toBe(3);
  expect([...mine.complaints, ...desk.complaints]).toEqual([]);
});

it('two who move it at once: the second sees what it is now, keeps what was typed, and goes on from there', async () => {
  const booked = await bookOne({ notify: { email: true } });
  const [one, two] = await Promise.all([
    annaAt(`appointments/${booked.id}`),
    annaAt(`appointments/${booked.id}`, { viewport: PHONE }),
  ]);
  for (const { page } of [one, two]) {
    await live(page);
    await page.getByRole('button', { name: 'Move or change' }).click();
  }
  await change(two.page).getByLabel('What is it for?').fill('Cleaning');
  await change(one.page).getByLabel('When?').fill(`${YEAR}-03-01T10:00`);
  await change(one.page).getByRole('button', { name: 'Save the change' }).click();
  await change(two.page).getByText('It was changed meanwhile. It is now: Check-up').waitFor();
  await change(two.page).getByRole('button', { name: 'Go on from there' }).click();
  expect(await change(two.page).getByLabel('When?').inputValue()).toBe(`${YEAR}-03-01T10:00`);
  await change(two.page).getByRole('button', { name: 'Save the change' }).click();
  for (const { page } of [one, two]) {
    await page.getByRole('heading', { level: 1, name: 'Cleaning' }).waitFor();
    expect(await when(page)).toMatch(/1 March \d+ at 10:00/);
  }
  expect([...one.complaints, ...two.complaints]).toEqual([]);
});

it('all of it goes by keyboard: the focus is in the dialog, comes back when it is left, and is on the heading when it is done', async () => {
  const booked = await bookOne({ notify: { email: true } });
  const { page, complaints } = await annaAt(`appointments/${booked.id}`);
  const cancel = page.getByRole('button', { name: 'Cancel the appointment' });
  await cancel.focus();
  await page.keyboard.press('Enter');
  await change(page).waitFor();
  await expect.poll(() => focused(page)).toBe('Cancel this appointment?');
  await page.keyboard.press('Escape');
  await change(page).waitFor({ state: 'detached' });
  await expect.poll(() => focused(page)).toBe('Cancel the appointment');
  await page.keyboard.press('Enter');
  await change(page).waitFor();
  await page.keyboard.press('Tab');
  await page.keyboard.type('By keyboard');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.locator('.news').getByText('Why: By keyboard').waitFor();
  await expect.poll(() => focused(page)).toBe('Check-up');
  expect(complaints).toEqual([]);
});

it('no page or dialog of a life has an accessibility violation, in light and dark', async () => {
  const booked = await bookOne({ title: 'T'.repeat(200), location: 'L'.repeat(200) });
  const { page } = await annaAt(`appointments/${booked.id}`, { viewport: PHONE });
  const found: string[] = [];
  const check = async (name: string) => {
    found.push(...(await violationsOn(page)).map((violation) => `${name}: ${violation}`));
    const widerBy = await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth');
    if (widerBy > 0) found.push(`${name} is ${widerBy} px wider than the phone`);
  };
  await page.getByRole('button', { name: 'Move or change' }).click();
  await change(page).waitFor();
  await check('move');
  await change(page).getByLabel('When?').fill(`${YEAR}-03-28T02:30`);
  await change(page).getByRole('button', { name: 'Save the change' }).click();
  await change(page).getByText('The clocks skip this time').waitFor();
  await check('move with problems');
  await change(page).getByLabel('When?').fill(`${YEAR}-03-27T02:30`);
  await change(page).getByRole('button', { name: 'Save the change' }).click();
  await card(page, 'CHANGE', 'SMS').getByText('It has arrived.').waitFor();
  await page.locator('.occasion summary').first().click();
  await check('moved');
  await page.getByRole('button', { name: 'Cancel the appointment' }).click();
  await change(page).waitFor();
  await check('cancel');
  await change(page).getByRole('button', { name: 'Cancel the appointment' }).click();
  await card(page, 'CANCELLATION', 'SMS').getByText('It has arrived.').waitFor();
  await check('cancelled');
  expect(found).toEqual([]);
});
