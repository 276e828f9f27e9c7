/** The playground as developers use it: GraphiQL from our own files, in a real browser, on the real product. */
import { magicRecipients } from '@belltower/dev/sms-simulator';
import { until } from '@belltower/dev/until';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { book } from '../testbed/book.ts';
import { type Caller, callAs } from '../testbed/caller.ts';
import type { System } from '../testbed/system.ts';
import { startVisitedSystem, visit } from './visit.ts';

const stack = new AsyncDisposableStack();
afterAll(() => stack.disposeAsync());

let system: System;
let browser: Browser;
let staff: Caller;

beforeAll(async () => {
  ({ system, browser } = stack.use(await startVisitedSystem()));
  staff = await callAs(system.server.url, 'desk', 'staff');
});

async function open() {
  const there = await visit(browser, system.server.url, `/playground#token=${staff.token}`);
  await there.page.locator('.graphiql-query-editor .view-line').first().waitFor(); // before, GraphiQL ignores the button
  return there;
}

const execute = (page: Page) => page.getByRole('button', { name: /Execute query/ }).click();
const result = (page: Page, text: string | RegExp) => page.locator('.result-window').getByText(text).first().waitFor();

/** Goes to a tab, counted from 1, and gives it other variables. */
async function fillIn(page: Page, tab: number, variables: object): Promise<void> {
  await page
    .getByRole('tab')
    .nth(tab - 1)
    .click();
  const editor = page.locator('.graphiql-editor-tool .monaco-editor').first();
  await editor.click();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.insertText(JSON.stringify(variables));
  await page.keyboard.press('ControlOrMeta+Shift+End');
  await page.keyboard.press('Delete'); // the brackets that the editor has closed by itself
  await editor.getByText(JSON.stringify(variables).slice(0, 12)).first().waitFor();
}

const STATUS = 'query ($id: ID!) { delivery(id: $id) { status } }';

async function statusIs(id: string | undefined, status: string): Promise<void> {
  await until(`it is ${status}`, async () => {
    const { delivery } = await staff.data<{ delivery: { status: string } }>(STATUS, { id });
    return delivery.status === status;
  });
}

it('the playground books and watches with nothing from another origin', async () => {
  const { page, complaints } = await open();
  await execute(page);
  await result(page, '"createAppointment"');
  await page.getByRole('tab').nth(1).click();
  await execute(page);
  await result(page, '"deliveryStatusChanged"');
  expect(complaints).toEqual([]);
});

it('the playground resumes from a cursor, and sends a failed delivery again, which the desk then shows', async () => {
  const booked = await book(staff, { phone: magicRecipients.invalid.number, notify: { sms: true } });
  const [delivery] = booked.deliveries;
  await statusIs(delivery?.id, 'FAILED');
  const { page, complaints } = await open();

  await fillIn(page, 3, { appointmentId: booked.id, after: booked.feedCursor });
  await execute(page);
  await result(page, '"FAILED"'); // the last of what was missed
  await result(page, /"replayed"/);

  await page.getByRole('tab').nth(3).click();
  await execute(page);
  await result(page, '"STAFF"'); // further down is not in the page until one scrolls there

  await fillIn(page, 5, { input: { id: delivery?.id, phone: '+15555550188' } });
  await execute(page);
  await result(page, '"retryDelivery"');
  await statusIs(delivery?.id, 'DELIVERED');
  expect(system.smsTo('+15555550188')).toHaveLength(1);
  expect(complaints).toEqual([]);
});
