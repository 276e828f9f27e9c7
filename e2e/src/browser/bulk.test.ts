/** What staff do about many failures at once: a real browser, real services, and an SMS provider that fails as it is asked to. */
import { magicRecipients, startSmsSimulator } from '@belltower/dev/sms-simulator';
import { startTcpProxy } from '@belltower/dev/tcp-proxy';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { book } from '../testbed/book.ts';
import { type Caller, callAs } from '../testbed/caller.ts';
import { ACCOUNT } from '../testbed/service.ts';
import type { System } from '../testbed/system.ts';
import { signIn, startVisitedSystem, visit, visitDesk } from './visit.ts';

const stack = new AsyncDisposableStack();
afterAll(() => stack.disposeAsync());

let system: System;
let browser: Browser;
let staff: Caller;

/** The provider cannot deliver the first message to any of these; of the second each becomes what its name says. */
const THEN = { deliver: '+4366010', 'stay-sent': '+4366020', undeliver: '+4366030' } as const;
let numbers = 10_000;
const numberThat = (then: keyof typeof THEN) => `${THEN[then]}${++numbers}`;

beforeAll(async () => {
  const sms = stack.use(
    await startSmsSimulator({
      port: 0,
      ...ACCOUNT,
      behave(to, nth) {
        if (to === magicRecipients.invalid.number) return magicRecipients.invalid.does;
        const then = (Object.keys(THEN) as (keyof typeof THEN)[]).find((name) => to.startsWith(THEN[name]));
        if (then === undefined) return { kind: 'deliver' };
        return nth === 1 || then === 'undeliver' ? { kind: 'undeliver', code: 30_003 } : { kind: then };
      },
    }),
  );
  ({ system, browser } = stack.use(await startVisitedSystem({ TWILIO_API_URL: sms.url })));
  staff = await callAs(system.server.url, 'desk', 'staff');
});

const atDesk = (hash: string) => visitDesk(browser, system.server.url, hash);
const bookFailing = (title: string, phone: string) => book(staff, { title, phone, notify: { sms: true } });
const failedRows = (page: Page) => page.locator('.delivery[data-status=FAILED]');
const outcome = (page: Page) => page.locator('[data-outcome=retry]');
const isFocusLost = (page: Page) => page.evaluate<boolean>('document.activeElement === document.body');

/** Opens the open failures with a title, once all of `count` have failed. */
async function atFailures(title: string, count: number) {
  const desk = await atDesk(`deliveries?open=1&q=${title}`);
  await expect.poll(() => failedRows(desk.page).count()).toBe(count);
  return desk;
}

async function sendAll(page: Page, count: number): Promise<void> {
  await page.getByRole('button', { name: 'Select failed' }).click();
  await page.getByRole('button', { name: `Send ${count} again` }).click();
}

it('the outcome of many becomes by itself what became of each, and leads to those that failed again', async () => {
  const plan = ['deliver', 'deliver', 'stay-sent', 'stay-sent', 'stay-sent', 'undeliver'] as const;
  for (const then of plan) await bookFailing('Truthful', numberThat(then));
  const { page, complaints } = await atFailures('truthful', 6);
  await sendAll(page, 6);
  await outcome(page).getByText('6 sent again: 2 delivered, 3 sent, 1 failed again.').waitFor();
  expect(await isFocusLost(page)).toBe(false);
  await outcome(page).getByRole('link', { name: 'Show 1 failed again' }).click();
  await expect.poll(() => page.url()).toMatch(/deliveries\?ids=[0-9a-f-]{36}$/);
  await expect.poll(() => page.locator('.delivery').count()).toBe(1);
  await failedRows(page).getByText('attempt 2').waitFor();
  await outcome(page).getByRole('link', { name: 'Show all 6' }).click(); // the outcome is still there
  await expect.poll(() => page.locator('.delivery').count()).toBe(6);
  await page.getByLabel('These 6 deliveries').click(); // it goes
  await expect.poll(() => isFocusLost(page)).toBe(false);
  await expect.poll(() => page.url()).toMatch(/deliveries$/);
  expect(complaints).toEqual([]);
});

it('what cannot succeed without a correction is named before it is sent, and left out or sent as staff choose', async () => {
  const wrong = magicRecipients.invalid.number;
  await bookFailing('Hopeless', wrong);
  await bookFailing('Hopeless', numberThat('deliver'));
  const { page, complaints } = await atFailures('hopeless', 2);
  await sendAll(page, 2);
  const dialog = page.getByRole('dialog');
  await dialog.getByText('1 of them cannot succeed without a correction.').waitFor();
  await dialog.getByText('Wrong address or number: 1').waitFor();
  await dialog.getByText(`to ${wrong}`).waitFor();
  await page.keyboard.press('Escape');
  expect(await isFocusLost(page)).toBe(false);
  expect(await outcome(page).count()).toBe(0);
  await page.getByRole('button', { name: 'Send 2 again' }).click();
  await dialog.getByRole('button', { name: 'Send 1 again' }).click();
  await outcome(page).getByText('1 sent again: 1 delivered.').waitFor();
  await expect.poll(() => failedRows(page).count()).toBe(1);
  await sendAll(page, 1);
  await dialog.getByText('It cannot succeed without a correction.').waitFor();
  await dialog.getByText('Then none is left to send.').waitFor();
  await dialog.getByLabel('Leave it out').uncheck();
  await dialog.getByRole('button', { name: 'Send 1 again' }).click();
  await outcome(page).getByText('1 sent again: 1 failed again.').waitFor();
  expect(complaints).toEqual([]);
});

it('an answer that is lost, and a connection that is cut, change nothing about the outcome', async () => {
  for (const then of ['deliver', 'deliver'] as const) await bookFailing('Disconnected', numberThat(then));
  await using proxy = await startTcpProxy({ target: { port: Number(new URL(system.server.url).port) } });
  const url = `http://127.0.0.1:${proxy.port}`;
  const { page } = await visit(browser, url, '/');
  await signIn(page, 'desk', 'at the desk');
  await page.goto(`${url}/#/deliveries?open=1&q=disconnected`);
  await expect.poll(() => failedRows(page).count()).toBe(2);
  let lost = 0;
  await page.route('**/graphql', async (route) => {
    const isRetry = route.request().postData()?.includes('DeskRetryMany') === true;
    if (!isRetry || lost > 0) return await route.continue();
    lost++;
    await route.fetch(); // the server takes it
    proxy.setFault({ kind: 'refuse' });
    await route.abort('connectionreset');
  });
  await sendAll(page, 2);
  await page.getByText(/What you see may be out of date/).waitFor();
  proxy.setFault({ kind: 'none' });
  await outcome(page).getByText('2 sent again: 2 delivered.').waitFor();
  expect(lost).toBe(1);
});

it('another member of staff who was faster is no failure of ours: what became of theirs is shown', async () => {
  const booked = await bookFailing('Faster', numberThat('deliver'));
  const { page } = await atFailures('faster', 1);
  await page.route('**/graphql', async (route) => {
    if (route.request().postData()?.includes('DeskRetryMany') === true) {
      const ids = [booked.deliveries[0]?.id];
      await staff.data('mutation ($ids: [ID!]!) { retryDeliveries(ids: $ids) { deliveries { id } } }', { ids });
    }
    await route.continue();
  });
  await sendAll(page, 1);
  await outcome(page).getByText('1 sent again: 1 delivered.').waitFor();
});

it('more than a hundred are sent again in parts, with their progress', async () => {
  const many = 230;
  await system.database.query(
    `insert into server.delivery (id, source_event_id, appointment_id, channel, status, attempts, error_code, error_message, error_retryable, created_at, updated_at)
     select gen_random_uuid(), gen_random_uuid(), gen_random_uuid()::text, 'email', 'failed', 1, 'EXPIRED', 'too late', false,
       now() - n * interval '1 minute', now() - n * interval '1 minute' from generate_series(1, ${many}) n`,
  );
  const { page, complaints } = await atDesk('deliveries?status=FAILED&channel=EMAIL');
  for (const shown of [100, 200]) {
    await expect.poll(() => page.locator('.delivery').count()).toBe(shown);
    await page.getByRole('button', { name: 'Show older' }).click();
  }
  await expect.poll(() => page.locator('.delivery').count()).toBe(many);
  const parts: number[] = [];
  const waits = Promise.withResolvers<void>();
  await page.route('**/graphql', async (route) => {
    const body = route.request().postData() ?? '';
    if (body.includes('DeskRetryMany')) parts.push(JSON.parse(body).variables.ids.length);
    if (parts.length === 2) await waits.promise;
    await route.continue();
  });
  await sendAll(page, many);
  await outcome(page).getByText(`Sending again, 100 of ${many}`).waitFor();
  expect(await outcome(page).getByRole('progressbar').getAttribute('value')).toBe('100');
  waits.resolve();
  await outcome(page)
    .getByText(new RegExp(`^${many} sent again: `))
    .waitFor();
  expect(parts).toEqual([100, 100, 30]);
  await outcome(page).getByRole('link', { name: 'Show the first 100 of 230' }).click();
  await expect.poll(() => page.locator('.delivery').count()).toBe(100);
  expect(complaints).toEqual([]);
});

it('many are marked as seen to with one note, also after the connection was lost half way', async () => {
  for (let n = 0; n < 6; n++) await bookFailing('By phone', numberThat('undeliver'));
  const { page } = await atFailures('by+phone', 6);
  let calls = 0;
  await page.route('**/graphql', async (route) => {
    const isSeen = route.request().postData()?.includes('DeskAcknowledge') === true;
    if (isSeen && ++calls > 3 && calls < 30) await route.abort('connectionreset');
    else await route.continue();
  });
  await page.getByRole('button', { name: 'Select failed' }).click();
  await page.getByRole('button', { name: 'Mark 6 as seen to' }).click();
  await page.getByLabel('What was done, for all of them').fill('Called all of them');
  await page.keyboard.press('Enter');
  const seen = page.locator('[data-outcome=seen]');
  await seen.getByText('3 marked as seen to, 3 not yet.').waitFor();
  calls = 30;
  await seen.getByRole('button', { name: 'Try again' }).click();
  await seen.getByText('6 marked as seen to.').waitFor();
  await expect.poll(() => page.locator('.delivery').count()).toBe(0);
  expect(await isFocusLost(page)).toBe(false);
  const query = 'query { deliveries(filter: { search: "by phone" }) { nodes { acknowledgement { note by } } } }';
  const { deliveries } = await staff.data<{ deliveries: { nodes: { acknowledgement: unknown }[] } }>(query);
  expect(deliveries.nodes.map(({ acknowledgement }) => acknowledgement)).toEqual(
    Array(6).fill({ note: 'Called all of them', by: 'desk' }),
  );
});
