/** The statistics as a manager uses them: a real browser, real services. */
import { readFile } from 'node:fs/promises';
import { magicRecipients } from '@belltower/dev/sms-simulator';
import { until } from '@belltower/dev/until';
import Papa from 'papaparse';
import type { Browser, Download, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { book } from '../testbed/book.ts';
import { type Caller, callAs } from '../testbed/caller.ts';
import type { System } from '../testbed/system.ts';
import { violationsOn } from './accessibility.ts';
import { PHONE, startVisitedSystem, visitDesk } from './visit.ts';

const stack = new AsyncDisposableStack();
afterAll(() => stack.disposeAsync());

let system: System;
let browser: Browser;
const [SENT, FAILED] = [4, 2];

beforeAll(async () => {
  ({ system, browser } = stack.use(await startVisitedSystem()));
  const customer: Caller = await callAs(system.server.url, 'anna', 'customer');
  for (let n = 0; n < SENT; n++) {
    const { id } = await book(customer, {
      title: `Goes well ${n}`,
      email: 'a@example.com',
      notify: { email: true },
      customerName: '=1+1',
    });
    await until('it is sent, before the next one', () => isSent(customer, id)); // they are listed by when they changed
  }
  for (let n = 0; n < FAILED; n++) {
    await book(customer, { title: 'Fails', phone: magicRecipients.invalid.number, notify: { sms: true } });
  }
}, 120_000);

async function isSent(caller: Caller, id: string): Promise<boolean> {
  const query = 'query ($id: ID!) { appointment(id: $id) { deliveries { status } } }';
  const { appointment } = await caller.data<{ appointment: { deliveries: { status: string }[] } }>(query, { id });
  return appointment.deliveries.every(({ status }) => status === 'SENT');
}

const open = (search: string) => visitDesk(browser, system.server.url, `statistics?${search}`);
const totals = (page: Page, name: string) => page.locator(`[data-total=${name}] .stat-value`);

/** The rows of a download, as another library reads them. */
async function rowsOf(download: Download): Promise<Record<string, string>[]> {
  const text = await readFile(await download.path(), 'utf8');
  expect(text).toMatch(/^\uFEFF/);
  const { data, errors } = Papa.parse<Record<string, string>>(text.slice(1), {
    header: true,
    skipEmptyLines: true,
    delimiter: ',',
  });
  expect(errors).toEqual([]);
  return data;
}

it('the numbers are those of what was sent, in totals, charts by keyboard and tables, and the address keeps the period', async () => {
  const { page, complaints } = await open('range=7d');
  await expect.poll(() => totals(page, 'total').textContent(), { timeout: 30_000 }).toBe(String(SENT + FAILED));
  await expect.poll(() => totals(page, 'sent').textContent(), { timeout: 30_000 }).toBe(String(SENT));
  expect(await totals(page, 'failed').textContent()).toBe('33.3 %');
  const chart = page.getByRole('slider', { name: 'E-mail by status, over time' });
  await chart.focus();
  await page.keyboard.press('End');
  await expect.poll(() => chart.getAttribute('aria-valuetext')).toMatch(new RegExp(`: Sent ${SENT}$`));
  await page.locator('.chart-tip', { hasText: `Sent ${SENT}` }).waitFor();
  await page.keyboard.press('ArrowLeft');
  await expect.poll(() => chart.getAttribute('aria-valuetext')).toMatch(/: nothing$/);
  await page.keyboard.press('Escape');
  await page.locator('.chart-tip').waitFor({ state: 'detached' });

  const parts = page.getByRole('region', { name: 'By channel and kind, as a table' });
  const cells = await parts.getByRole('row').filter({ hasText: 'Text message' }).getByRole('cell').allTextContents();
  expect(cells.slice(0, 4)).toEqual([String(FAILED), '0', '0', String(FAILED)]);

  await page.getByLabel('Booked in the').selectOption('between');
  await expect.poll(() => page.url()).toMatch(/from=\d{4}-\d\d-01&to=\d{4}-\d\d-\d\d/);
  await page.getByLabel('First day').fill('2026-01-01');
  const inTokyo = new Date(Date.now() + 9 * 3_600_000).toISOString().slice(0, 10);
  await page.getByLabel('Last day').fill(inTokyo); // what is today here may be yesterday there
  await page.getByLabel('Days of').selectOption('Asia/Tokyo');
  await expect.poll(() => page.url()).toContain('from=2026-01-01');
  await expect.poll(() => page.url()).toContain('zone=Asia/Tokyo');
  await expect.poll(() => totals(page, 'total').textContent()).toBe(String(SENT + FAILED));
  await page.reload();
  expect(await page.getByLabel('First day').inputValue()).toBe('2026-01-01');
  expect(await page.getByLabel('Days of').inputValue()).toBe('Asia/Tokyo');
  await page.getByRole('link', { name: 'Text message: Wrong address or number' }).click();
  await page.locator('.delivery').filter({ hasText: 'Fails' }).first().waitFor();
  expect(complaints).toEqual([]);
});

it('a chart shows a time under the pointer', async () => {
  const { page } = await open('range=1h');
  const chart = page.getByRole('slider', { name: 'Text message by status, over time' });
  await chart.waitFor();
  const box = await chart.boundingBox();
  await page.mouse.move((box?.x ?? 0) + (box?.width ?? 0) / 2, (box?.y ?? 0) + 80);
  await page.locator('.chart-tip').waitFor();
  await page.mouse.move(0, 0);
  await page.locator('.chart-tip').waitFor({ state: 'detached' });
});

it('statistics and what the desk shows are exported as CSV', async () => {
  const { page, complaints } = await open('range=7d');
  const save = async (name: string) => {
    const downloaded = page.waitForEvent('download');
    await page.getByRole('button', { name, exact: true }).last().click();
    return await downloaded;
  };
  const statistics = await save('Export as CSV');
  expect(statistics.suggestedFilename()).toMatch(/^statistics-\d{4}-\d\d-\d\d-to-\d{4}-\d\d-\d\d\.csv$/);
  const counted = (await rowsOf(statistics)).reduce((sum, { count }) => sum + Number(count), 0);
  expect(counted).toBe(SENT + FAILED);

  await page.goto(`${system.server.url}/#/deliveries?channel=EMAIL&sort=updated`);
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Export as CSV' });
  await dialog.getByLabel('Times in').selectOption('Asia/Tokyo');
  await dialog.getByLabel('Last changed at').uncheck();
  const download = await save('Export');
  const rows = await rowsOf(download);
  expect(rows.map(({ title }) => title)).toEqual(Array.from({ length: SENT }, (_, n) => `Goes well ${n}`));
  expect(rows[0]).toMatchObject({ customerName: "'=1+1", channel: 'EMAIL', recipient: 'a@example.com' });
  expect(rows[0]).not.toHaveProperty('updatedAt');
  expect(rows[0]?.createdAt).toMatch(/\+09:00$/);
  await dialog.getByText(`Saved as ${download.suggestedFilename()}.`).waitFor();
  expect(complaints).toEqual([]);
});

it('the statistics have no accessibility violation in light and dark, at any width', async () => {
  const { page } = await open('range=7d');
  const found: string[] = [];
  for (const width of [PHONE.width, 768, 1_280, 1_920]) {
    await page.setViewportSize({ width, height: 900 });
    const chart = page.getByRole('slider').first();
    await chart.waitFor();
    await chart.press('End');
    found.push(...(await violationsOn(page)).map((violation) => `${width}: ${violation}`));
    expect(await page.evaluate('document.documentElement.scrollWidth - window.innerWidth')).toBeLessThanOrEqual(0);
  }
  expect(found).toEqual([]);
});
