/** The playground as developers use it: GraphiQL from our own files, in a real browser, on the real product. */
import { magicRecipients } from '@belltower/dev/sms-simulator';
import { until } from '@belltower/dev/until';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { book } from '../testbed/book.ts';
import { type Caller, callAs } from '../testbed/caller.ts';
import type { System } from '../testbed/system.ts';
import { signIn, startVisitedSystem, visit } from './visit.ts';

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

it('each tab of the playground runs in order with the run button alone, in the session of the other tabs', async () => {
  const { page: app, complaints } = await visit(browser, system.server.url, '/');
  await signIn(app, 'tess', 'at the desk');
  const page = await app.context().newPage();
  await page.goto(`${system.server.url}/playground`);
  await page.locator('.graphiql-query-editor .view-line').first().waitFor();
  await page.getByText('tess (staff)').waitFor();
  const answers = [
    '"createAppointment"',
    '"deliveryStatusChanged"',
    '"deliveryStatusChanged"',
    '"me"',
    '"rescheduleAppointment"',
    '"cancelAppointment"',
    '"retryDelivery"',
  ];
  expect(await page.getByRole('tab').count()).toBe(answers.length);
  const booked = page.waitForResponse((answer) => answer.url().endsWith('/graphql'));
  for (const [tab, answer] of answers.entries()) {
    await page.getByRole('tab').nth(tab).click();
    await execute(page);
    await result(page, answer);
    expect(await page.locator('.result-window').getByText('"errors"').count(), `tab ${tab + 1}`).toBe(0);
    if (tab === 0) continue;
    expect(await page.locator('.graphiql-editor-tool').first().innerText(), 'what is needed is there').not.toContain(
      '{{',
    );
  }
  const { data } = (await (await booked).json()) as { data: Record<string, { appointment: { id: string } }> };
  const { appointment } = await staff.data<{ appointment: { status: string; sequence: number } }>(
    'query ($id: ID!) { appointment(id: $id) { status sequence } }',
    { id: data.createAppointment?.appointment.id },
  );
  expect(appointment).toEqual({ status: 'CANCELLED', sequence: 2 });
  await until('it is sent again', () => system.smsTo('+15555550124').length > 0);

  await page.getByRole('tab').first().click(); // booked again, the others go by the new one
  await execute(page);
  await result(page, '"createAppointment"');
  await page.getByRole('tab').nth(4).click();
  await execute(page);
  await result(page, '"BOOKED"');
  await page.getByRole('link', { name: 'Back to Belltower' }).click();
  await page.getByRole('button', { name: 'Signed in as tess' }).waitFor();
  expect(complaints).toEqual([]);
});

it('the playground’s later tabs say which to run first, and it calls as nobody where nobody is signed in', async () => {
  const { page } = await visit(browser, system.server.url, '/playground');
  await page.locator('.graphiql-query-editor .view-line').first().waitFor();
  await page.getByText('not signed in').waitFor();
  await page.getByRole('tab').nth(5).click();
  await execute(page);
  // the editor's spaces are no-break spaces
  await result(page, /Run.the.first.tab/);
  await page.getByRole('tab').nth(3).click();
  await execute(page);
  await result(page, '"UNAUTHENTICATED"');
});

it('the playground works where the browser allows no storage', async () => {
  const { page, complaints } = await open();
  await page.addInitScript(`for (const name of ['sessionStorage', 'localStorage']) {
    Object.defineProperty(window, name, { get() { throw new DOMException('denied', 'SecurityError'); } });
  }`);
  await page.goto(`${system.server.url}/healthz`); // so that the next page is loaded, whatever its hash
  await page.goto(`${system.server.url}/playground#token=${staff.token}`);
  await page.locator('.graphiql-query-editor .view-line').first().waitFor();
  await execute(page);
  await result(page, '"createAppointment"');
  expect(complaints).toEqual([]);
});

it('the playground resumes from a cursor, sends a failed delivery again, and moves and cancels', async () => {
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

  await fillIn(page, 7, { input: { id: delivery?.id, phone: '+15555550188' } });
  await execute(page);
  await result(page, '"retryDelivery"');
  await statusIs(delivery?.id, 'DELIVERED');
  expect(system.smsTo('+15555550188')).toHaveLength(1);

  await fillIn(page, 5, { input: { id: booked.id, durationMinutes: 45 } });
  await execute(page);
  await result(page, '"rescheduleAppointment"');
  await fillIn(page, 6, { input: { id: booked.id, reason: 'ill' } });
  await execute(page);
  await result(page, '"cancelAppointment"');
  expect(complaints).toEqual([]);
});
