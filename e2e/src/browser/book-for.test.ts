/** Staff book for a customer, and correct where an appointment's messages go: a real browser, real services, real messages. */
import { magicRecipients } from '@belltower/dev/sms-simulator';
import { until } from '@belltower/dev/until';
import type { Browser } from 'playwright-core';
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
let staff: Caller;

beforeAll(async () => {
  ({ system, browser } = stack.use(await startVisitedSystem()));
  staff = await callAs(system.server.url, 'desk', 'staff');
});

const atDesk = (hash: string) => visitDesk(browser, system.server.url, hash);
const WHEN = '2030-02-20T15:00';

/** What is for a customer, seen by them. */
async function seenBy(name: string, title: string): Promise<void> {
  const { page } = await visit(browser, system.server.url, '/');
  await signIn(page, name, 'a customer');
  await page.goto(`${system.server.url}/#/appointments`);
  await page.getByRole('link', { name: new RegExp(title) }).waitFor();
  await page.context().close();
}

it('staff book by keyboard for a customer who is known, who then sees it', async () => {
  const anna = await callAs(system.server.url, 'anna', 'customer');
  const phone = '+15555550142';
  await book(anna, { customerName: 'Anna Müller', email: 'anna@example.com', phone, locale: 'de', title: 'First' });
  const { page, complaints } = await atDesk('book');
  const search = page.getByRole('combobox', { name: 'Find the customer' });
  await search.focus();
  await page.keyboard.type('muller');
  await page.getByRole('option', { name: /Anna Müller/ }).waitFor();
  expect(await violationsOn(page)).toEqual([]);
  await page.keyboard.press('ArrowDown');
  expect(await page.locator('[role=option][aria-selected=true]').textContent()).toContain('anna@example.com');
  await page.keyboard.press('Enter');
  await page.getByRole('region', { name: 'Customer' }).getByText('1 appointment').waitFor();
  expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Anna Müller');
  expect(await page.getByLabel('E-mail address').inputValue()).toBe('anna@example.com');
  expect(await page.getByLabel('Phone number').inputValue()).toBe(phone);
  expect(await page.getByLabel('Language of the messages').inputValue()).toBe('de');
  await expect.poll(() => page.evaluate('document.activeElement.id')).toBe('title');
  await page.keyboard.type('For Anna');
  await page.getByLabel('When?').fill(WHEN);
  await page.getByLabel('When?').press('Enter');
  const booked = page.getByRole('status').filter({ hasText: 'Booked for Anna Müller' });
  await booked.waitFor();
  expect(await violationsOn(page)).toEqual([]);
  expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('');
  const href = await booked.getByRole('link', { name: 'Their appointment' }).getAttribute('href');
  const { appointment } = await staff.data<{ appointment: Record<string, unknown> }>(
    'query ($id: ID!) { appointment(id: $id) { userId customerName email phone title } }',
    { id: href?.split('/').at(-1) },
  );
  const email = 'anna@example.com';
  expect(appointment).toEqual({ userId: 'anna', customerName: 'Anna Müller', email, phone, title: 'For Anna' });
  await booked.getByRole('link', { name: 'E-mail' }).click();
  await page.getByRole('dialog').getByText('anna@example.com').first().waitFor();
  expect(complaints).toEqual([]);
  await seenBy('anna', 'For Anna');
});

it('staff book for a new customer, who gets an id of their own, the same after a reload', async () => {
  const { page, complaints } = await visit(browser, system.server.url, '/', { viewport: PHONE });
  await signIn(page, 'desk', 'at the desk');
  await page.goto(`${system.server.url}/#/book`);
  await page.getByRole('button', { name: 'Book', exact: true }).click();
  await page.getByText('Give a name.').waitFor();
  await page.getByRole('combobox', { name: 'Find the customer' }).fill('Zoe Newcomer');
  await page.getByText('Nobody is found.').first().waitFor();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Zoe Newcomer');
  await page.getByLabel('What is it for?').fill('For Zoe');
  const kept = await page.evaluate(`sessionStorage.getItem('belltower.customer')`);
  await page.reload();
  expect(await page.evaluate(`sessionStorage.getItem('belltower.customer')`)).toBe(kept);
  await page.getByLabel('When?').fill(WHEN);
  await page.getByLabel('E-mail address').fill('zoe@example.com');
  await page.getByRole('button', { name: 'Book', exact: true }).click();
  await page.getByRole('status').filter({ hasText: 'Booked for Zoe Newcomer' }).waitFor();
  const { customers } = await staff.data<{ customers: { userId: string }[] }>(
    '{ customers(search: "zoe newcomer") { userId } }',
  );
  expect(customers).toEqual([{ userId: JSON.parse(String(kept)).newUserId }]);
  expect(customers[0]?.userId).toMatch(/^customer-[0-9a-f-]{36}$/);
  expect(complaints).toEqual([]);
  await seenBy(customers[0]?.userId ?? '', 'For Zoe');
});

it('a number that is corrected for the appointment is where its reminder and a move go, and staff see that', async () => {
  const wrong = magicRecipients.invalid.number;
  const right = '+15555550166';
  const reminders = [{ before: 'PT15M', sms: true }];
  const input = { title: 'Corrected', phone: wrong, notify: { sms: true }, reminders };
  const booked = await book(staff, { ...input, userId: 'ben' });
  const { page, complaints } = await atDesk(`deliveries/${booked.deliveries[0]?.id}`);
  const drawer = page.getByRole('dialog');
  const keeps = drawer.getByLabel('Use it for the other messages of this appointment');
  await keeps.waitFor();
  expect(await keeps.isChecked()).toBe(true);
  await drawer.getByLabel('Corrected number').fill(right);
  expect(await violationsOn(page)).toEqual([]);
  await drawer.getByRole('button', { name: 'Send again', exact: true }).click();
  await drawer.getByText(`Later messages of this appointment go to ${right}, too: its reminder of `).waitFor();
  await until('the message is sent again', async () => system.smsTo(right).length === 1);
  const time = new Date(Date.now() + 48 * 3_600_000).toISOString();
  const move = `mutation ($input: RescheduleAppointmentInput!) { rescheduleAppointment(input: $input) { feedCursor } }`;
  await staff.data(move, { input: { id: booked.id, time } });
  await until('the change is sent', async () => system.smsTo(right).length === 2);
  await system.database.query(`update server.reminder set due_at = now() where appointment_id = '${booked.id}'`);
  await book(staff, { reminders: [{ before: 'PT1H', email: true }] }); // so that what is due is looked for again
  await until('the reminder is sent', async () => system.smsTo(right).length === 3);
  expect(system.smsTo(wrong)).toEqual([]);
  await page.goto(`${system.server.url}/#/appointments/${booked.id}`);
  const later = page.getByRole('region', { name: 'Where later messages go' });
  await later.getByText(right).first().waitFor();
  await page.getByText('Number corrected by you').waitFor();
  await page.getByText(`from then on ${right}, before ${wrong}`).waitFor();
  expect(await violationsOn(page)).toEqual([]);
  expect(complaints).toEqual([]);
});
