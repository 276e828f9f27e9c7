/** What people are shown when something goes wrong: a real browser, real services, real faults. */
import { magicDomains } from '@belltower/dev/magic-addresses';
import { magicRecipients } from '@belltower/dev/sms-simulator';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { book } from '../testbed/book.ts';
import { type Caller, callAs } from '../testbed/caller.ts';
import type { System } from '../testbed/system.ts';
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

const atDesk = (hash: string) => visitDesk(browser, system.server.url, hash);

const RETRY = 'mutation ($input: RetryDeliveryInput!) { retryDelivery(input: $input) { delivery { id } } }';

it('the desk says plainly that another member of staff was faster to send a delivery again', async () => {
  const booked = await book(customer, {
    title: 'Wanted twice',
    phone: magicRecipients.invalid.number,
    notify: { sms: true },
  });
  const { page, complaints } = await atDesk('deliveries?open=1&q=wanted');
  await page.locator('.delivery').getByRole('link').click();
  const drawer = page.getByRole('dialog');
  const button = drawer.getByRole('button', { name: 'Send again' });
  await button.waitFor();
  await system.notifier.signal('SIGSTOP'); // so that the other one's retry stays asked for
  try {
    await page.route('**/graphql', async (route) => {
      const isRetry = route.request().postData()?.includes('DeskRetry') === true;
      if (isRetry) await staff.data(RETRY, { input: { id: booked.deliveries[0]?.id } });
      await route.continue();
    });
    await button.click();
    await drawer.locator('[data-outcome=refused]').getByText('It is being sent again already.').waitFor();
    await button.waitFor({ state: 'detached' });
    expect(await drawer.locator('[data-outcome=refused]').isVisible()).toBe(true);
    expect(await page.evaluate('document.activeElement.id')).toBe('drawer-title');
  } finally {
    await system.notifier.signal('SIGCONT');
  }
  expect(complaints).toEqual([]);
});

it('the desk says what keeps deliveries waiting, and leads to them', async () => {
  await book(customer, {
    title: 'Has to wait',
    email: `anna@${magicDomains.away.domain}`,
    notify: { email: true },
  });
  const { page, complaints } = await atDesk('deliveries?q=has+to+wait');
  await page.locator('.delivery[data-status=RETRYING]').waitFor();
  await page.reload();
  const problems = page.locator('.problems');
  await problems.getByText(/^1 e-mail waits .* The oldest since/).waitFor();
  await problems.getByRole('link', { name: 'Show them' }).click();
  await page.locator('.delivery[data-status=RETRYING]').filter({ hasText: 'Has to wait' }).waitFor();
  expect(page.url()).toMatch(/status=RETRYING&channel=EMAIL&error=[A-Z_]+$/);
  expect(complaints).toEqual([]);
});

it('the desk lists what no notifier has picked up, its customer sees that it waits, and both see it sent', async () => {
  const { url } = system.server;
  const desk = await atDesk('deliveries?q=nobody');
  await desk.page.getByText('Nothing passes this filter.').waitFor();
  await system.notifier.signal('SIGTERM');
  const { id } = await book(customer, { title: 'Nobody comes', notify: { email: true } });
  const own = await visit(browser, url, '/');
  await signIn(own.page, 'anna', 'a customer');
  await own.page.goto(`${url}/#/appointments/${id}`);
  await own.page.locator('[data-status=QUEUED]').getByText('Waiting to be picked up.').waitFor();

  await system.database.query(
    `update server.delivery set created_at = created_at - interval '2 minutes' where appointment_id = '${id}'`,
  );
  await desk.page.locator('.delivery[data-status=QUEUED]').filter({ hasText: 'Nobody comes' }).waitFor();
  await desk.page
    .locator('.problems')
    .getByText(/not picked up for over a minute/)
    .waitFor();
  await system.notifier.start();
  await desk.page.locator('.delivery[data-status=SENT]').filter({ hasText: 'Nobody comes' }).waitFor();
  await own.page.locator('[data-status=SENT]').first().waitFor();
  expect(await own.page.locator('[data-status=QUEUED]').count()).toBe(1);
  expect([...desk.complaints, ...own.complaints]).toEqual([]);
});
