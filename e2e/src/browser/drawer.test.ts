/** What the desk's drawer says and does about one delivery: a real browser, real services. */
import { magicRecipients } from '@belltower/dev/sms-simulator';
import type { Browser } from 'playwright-core';
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

const atDesk = (hash: string) => visitDesk(browser, system.server.url, hash);
const MOVE = `mutation ($input: RescheduleAppointmentInput!) {
  rescheduleAppointment(input: $input) { appointment { deliveries { id kind channel } } }
}`;

it('the drawer says what the provider said to each attempt, with its code, and where the other channel stands', async () => {
  const booked = await book(staff, { title: 'Said', phone: magicRecipients.handsetOff.number });
  const sms = booked.deliveries.find(({ channel }) => channel === 'SMS');
  const { page, complaints } = await atDesk(`deliveries/${sms?.id}`);
  const drawer = page.getByRole('dialog');
  await drawer.getByRole('button', { name: 'Send again' }).click();
  await drawer.getByText('It is sent again.').waitFor();
  const said = drawer.locator('samp').getByText('30003');
  await expect.poll(() => said.count()).toBe(2);
  expect(await drawer.getByText('UNDELIVERED', { exact: true }).count()).toBe(2);
  await drawer.getByText('What twilio said: ').first().waitFor();
  await drawer.getByRole('link', { name: 'Confirmation by e-mail' }).click();
  await drawer.locator('[role=status]').filter({ hasText: 'Confirmation by e-mail' }).getByText('Sent').waitFor();
  await drawer.getByRole('link', { name: 'Confirmation by text message' }).waitFor();
  expect(complaints).toEqual([]);
});

it('a failed message that a newer one has replaced leads to that one, which is sent again from there', async () => {
  const input = { title: 'Replaced', phone: magicRecipients.handsetOff.number, notify: { sms: true } };
  const booked = await book(staff, input);
  const [first] = booked.deliveries;
  const { page, complaints } = await atDesk(`deliveries/${first?.id}`);
  const drawer = page.getByRole('dialog');
  const current = drawer.locator('p > [role=status]');
  await current.getByText('Failed').waitFor();
  await staff.data(MOVE, { input: { id: booked.id, location: 'Graben 2' } });
  await drawer.getByText('a newer one replaces it').waitFor();
  const newer = drawer.locator('.notice').filter({ hasText: 'a newer one replaces it' });
  await newer.getByText('Failed').waitFor(); // by itself, as it fails
  await drawer.getByRole('button', { name: 'Send the newer message again' }).click();
  await drawer.getByText('The newer message is sent again.').waitFor();
  expect(await page.evaluate('document.activeElement === document.body')).toBe(false);
  await newer.getByRole('link', { name: 'Change by text message' }).click();
  await current.getByText('Change by text message').waitFor();
  await drawer.getByText(/attempt 2 to .*, requested by desk/).waitFor();
  await drawer.getByRole('button', { name: 'Send again', exact: true }).waitFor(); // it failed again
  await drawer.getByLabel('Corrected number').fill('+15555550188');
  await drawer.getByRole('button', { name: 'Send again', exact: true }).click();
  await current.getByText('Delivered').waitFor();
  expect(system.smsTo('+15555550188')[0]?.body).toContain('Graben 2');
  expect(complaints).toEqual([]);
});
