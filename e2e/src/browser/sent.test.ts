/** What staff see of a message that was sent: a real browser, real services. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { book } from '../testbed/book.ts';
import { type Caller, callAs } from '../testbed/caller.ts';
import type { System } from '../testbed/system.ts';
import { violationsOn } from './accessibility.ts';
import { startVisitedSystem, visitDesk } from './visit.ts';

const stack = new AsyncDisposableStack();
afterAll(() => stack.disposeAsync());

let system: System;
let browser: Browser;
let staff: Caller;

beforeAll(async () => {
  ({ system, browser } = stack.use(await startVisitedSystem({ MAIL_FROM: 'Hill Clinic <desk@hill.example>' })));
  staff = await callAs(system.server.url, 'desk', 'staff');
});

const idOf = (booked: Awaited<ReturnType<typeof book>>, channel: 'EMAIL' | 'SMS') =>
  booked.deliveries.find((delivery) => delivery.channel === channel)?.id;

it('staff read the mail as it was sent, by keyboard, on a phone and in the dark, and nothing of it runs or loads', async () => {
  const booked = await book(staff, { title: '<script>alert(1)</script> Check-up', location: 'Graben 1' });
  const { page, complaints } = await visitDesk(browser, system.server.url, `deliveries/${idOf(booked, 'EMAIL')}`);
  const drawer = page.getByRole('dialog');
  await drawer.getByText('Delivered').or(drawer.getByText('Sent')).first().waitFor();
  await drawer.getByText('What was sent').focus();
  await page.keyboard.press('Enter');
  await drawer.getByText('As sent.', { exact: true }).waitFor();
  const mail = page.frameLocator('iframe[title^="The mail"]');
  await mail.getByText('Graben 1', { exact: true }).waitFor();
  await mail.getByText('<script>alert(1)</script> Check-up', { exact: true }).waitFor();
  const ground = async () =>
    await mail
      .locator('.card')
      .first()
      .evaluate((card) => card.ownerDocument.defaultView?.getComputedStyle(card).backgroundColor);
  expect(await ground()).toBe('rgb(255, 255, 255)');
  for (const [scheme, device, width] of [
    ['Light', 'Phone', 1280],
    ['Dark', 'Desktop', 390],
  ] as const) {
    await page.setViewportSize({ width, height: 900 });
    await drawer.getByLabel(scheme).check();
    await drawer.getByLabel(device).check();
    expect(await violationsOn(page, 'iframe')).toEqual([]);
    expect(await drawer.evaluate((box) => box.scrollWidth - box.clientWidth)).toBeLessThanOrEqual(0);
  }
  expect(await ground()).not.toBe('rgb(255, 255, 255)');
  await drawer.getByLabel('Mail', { exact: true }).focus();
  await page.keyboard.press('ArrowRight');
  await drawer.locator('pre').getByText('Graben 1').waitFor();
  await page.keyboard.press('ArrowRight');
  await drawer.getByText('Begins').waitFor();
  expect(complaints).toEqual([]);
});

it('staff read the text message with its segments', async () => {
  const phone = '+15555550177';
  const booked = await book(staff, { phone });
  const { page, complaints } = await visitDesk(browser, system.server.url, `deliveries/${idOf(booked, 'SMS')}`);
  const drawer = page.getByRole('dialog');
  await drawer.getByText('What was sent').click();
  await drawer.getByText('As sent.', { exact: true }).waitFor();
  await drawer.getByText(system.smsTo(phone)[0]?.body ?? 'none was sent', { exact: true }).waitFor();
  await drawer.getByText(/^\d segments?, \d+ characters$/).waitFor();
  expect(complaints).toEqual([]);
});
