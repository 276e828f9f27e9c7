/** What the holder of an appointment's link sees: a real browser, real services. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { startTcpProxy } from '@belltower/dev/tcp-proxy';
import { until } from '@belltower/dev/until';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { book } from '../testbed/book.ts';
import { type Caller, callAs } from '../testbed/caller.ts';
import type { System } from '../testbed/system.ts';
import { violationsOn } from './accessibility.ts';
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

/** What follows this server's address in the link that the mail to `email` has. */
async function pathInMail(email: string): Promise<string> {
  const mail = await until('the mail is in the inbox', async () => (await system.mailsTo(email))[0]);
  const [link = 'no link'] = /http:\/\/localhost\/a#\S+/.exec(mail.text) ?? [];
  return link.replace('http://localhost', '');
}

/** Books, and finds the path of its page. */
async function bookWithLink(title: string) {
  const email = `${title.toLowerCase().replaceAll(' ', '-')}@example.com`;
  const booked = await book(anna, { title, email });
  return { ...booked, path: await pathInMail(email) };
}

const open = (path: string, options = {}) => visit(browser, system.server.url, path, options);
const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name }).waitFor();
const arrived = (page: Page) => page.locator('[data-channel=SMS]').getByText('It has arrived.').waitFor();

it('the link in the mail leads to the appointment, leaves the address bar, and works over a reload', async () => {
  const { path } = await bookWithLink('By the link');
  const { page, complaints } = await open(path, { viewport: PHONE });
  await heading(page, 'By the link');
  await arrived(page);
  expect(page.url()).toBe(`${system.server.url}/a`);
  expect(await page.getByRole('navigation').count()).toBe(0);
  expect(await page.getByRole('link', { name: 'Map' }).getAttribute('href')).toContain('google.com/maps/search');
  expect(await page.getByRole('link', { name: '+43 1 234 56 78' }).getAttribute('href')).toBe('tel:+4312345678');
  expect(await page.getByRole('button', { name: 'Move or change' }).count()).toBe(0);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Calendar file' }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/\.ics$/);
  await page.reload();
  await heading(page, 'By the link');
  await arrived(page);
  expect(complaints).toEqual([]);
});

it('the link leaves alone who is signed in at the same tab, and another link shows the other appointment', async () => {
  const [first, second] = [await bookWithLink('First of two'), await bookWithLink('Second of two')];
  const { page, complaints } = await open('/');
  await signIn(page, 'ben', 'a customer');
  await page.goto(`${system.server.url}${first.path}`);
  await heading(page, 'First of two');
  await page.evaluate(`location.hash = ${JSON.stringify(second.path.replace('/a', ''))}`);
  await heading(page, 'Second of two');
  await page.goto(`${system.server.url}/#/appointments`);
  await page.getByText('Nothing is booked yet.').waitFor();
  await page.locator('.account-name').getByText('ben').waitFor();
  expect(complaints).toEqual([]);
});

it('a page says what is wrong with a link: there is none, it is damaged, it has ended, it is no guest’s', async () => {
  const { path } = await bookWithLink('To be damaged');
  await heading((await open('/a')).page, 'Open the link in your message');
  await heading((await open('/a#nonsense')).page, 'This link does not work');
  const damaged = `${path.slice(0, -5)}${path.slice(-5).split('').reverse().join('')}`;
  await heading((await open(damaged)).page, 'This link does not work');
  await heading((await open(`/a#${'A'.repeat(38)}`)).page, 'This link has ended');
  await heading((await open(`/a#${anna.token}`)).page, 'This link does not work');
});

it('the link of what was erased shows that there is nothing any more, and whom to ask', async () => {
  const clara = await callAs(system.server.url, 'clara', 'customer');
  const email = 'to-be-erased@example.com';
  await book(clara, { title: 'To be erased', email });
  const path = await pathInMail(email);
  const { page } = await open(path);
  await heading(page, 'To be erased');
  await arrived(page);
  const env = { PATH: process.env.PATH ?? '', DATABASE_URL: system.database.url };
  const args = ['dev/src/commands/erase.ts', '--user', 'clara', '--yes'];
  await promisify(execFile)(process.execPath, args, { cwd: new URL('../../../', import.meta.url).pathname, env });
  await page.reload();
  await heading(page, 'There is nothing here any more');
  await page.getByText('Any questions? Call +43 1 234 56 78.').waitFor();
  expect(await page.content()).not.toContain('To be erased');
});

it('a page whose server cannot be reached says so, and shows the appointment once it can', async () => {
  const { path } = await bookWithLink('Not at once');
  await using proxy = await startTcpProxy({ target: { port: Number(new URL(system.server.url).port) } });
  const url = `http://localhost:${proxy.port}`;
  const { page } = await visit(browser, url, '/a');
  await heading(page, 'Open the link in your message');
  proxy.setFault({ kind: 'refuse' });
  await page.evaluate(`location.hash = ${JSON.stringify(path.replace('/a', ''))}`);
  await page.getByText('The server could not be reached.').waitFor();
  proxy.setFault({ kind: 'none' });
  await page.getByRole('button', { name: 'Try again' }).click();
  await heading(page, 'Not at once');
});

it('the pages of links have no accessibility violation, in light and dark', async () => {
  const { path } = await bookWithLink('Accessible');
  const found: string[] = [];
  for (const [index, each] of [path, '/a', '/a#nonsense'].entries()) {
    const { page } = await open(each, { viewport: index === 0 ? PHONE : { width: 1280, height: 900 } });
    await page.getByRole('heading', { level: 1 }).waitFor();
    if (index === 0) await arrived(page);
    found.push(...(await violationsOn(page)).map((violation) => `${each}: ${violation}`));
  }
  expect(found).toEqual([]);
});
