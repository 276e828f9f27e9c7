/** Customers' pages in each language: a real browser, real services. */
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { magicRecipients } from '@belltower/dev/sms-simulator';
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
let path: string;
let id: string;

const MIXED = {
  title: 'בדיקת שיניים, חדר 4 (קומה ב׳) — Dental check-up 🦷',
  customerName: 'محمد بن عبد الله الخوارزمي',
  location: `שדרות רוטשילד 12, ${'Donaudampfschifffahrts'.repeat(6)} 1, Wien`,
};

beforeAll(async () => {
  ({ system, browser } = stack.use(await startVisitedSystem()));
  anna = await callAs(system.server.url, 'anna', 'customer');
  const email = 'languages@example.com';
  const booked = await book(anna, { ...MIXED, email, phone: magicRecipients.invalid.number });
  id = booked.id;
  const mail = await until('the mail is in the inbox', async () => (await system.mailsTo(email))[0]);
  path = (/http:\/\/localhost\/a#\S+/.exec(mail.text)?.[0] ?? '').replace('http://localhost', '');
});

const heading = (page: Page) => page.getByRole('heading', { level: 1 }).waitFor();
const failed = (page: Page) => page.locator('[data-channel=SMS] .badge[data-status=FAILED]').waitFor();
const langOf = (page: Page) => page.evaluate<string>('document.documentElement.lang');
const state = (page: Page) => page.locator('.state-title');

/** A guest at the page of the link, once its messages are there. */
async function guestAt(options: Parameters<typeof visit>[3]) {
  const guest = await visit(browser, system.server.url, path, options);
  await failed(guest.page);
  return guest;
}

it.each([
  ['de-AT', 'de', 'Eine Nachricht ist nicht angekommen', /\d{1,2}\. \p{L}+ \d{4} um \d\d:\d\d \(Europe\/Vienna\)/u],
  ['fr-CA', 'fr', 'Un message n’est pas arrivé', /\(Europe\/Vienna\)/],
  ['es-MX', 'es', 'Un mensaje no ha llegado', / de \p{L}+ de \d{4}.*\(Europe\/Vienna\)/u],
  ['pt-BR', 'en', 'A message did not arrive', /\(Europe\/Vienna\)/],
])(
  'a guest whose browser speaks %s reads %s, with dates as they are written there',
  async (locale, lang, title, date) => {
    const { page, complaints } = await guestAt({ locale });
    expect(await langOf(page)).toBe(lang);
    expect(await state(page).textContent()).toBe(title);
    expect(await page.locator('.details dd').first().textContent()).toMatch(date);
    expect(complaints).toEqual([]);
  },
);

it('a reader chooses another language, which is kept over a reload and for the other pages, and loads no other', async () => {
  const { page, complaints } = await guestAt({ locale: 'en-GB' });
  const loaded: string[] = [];
  page.on('request', (request) => loaded.push(request.url()));
  await page.getByLabel('Language').selectOption({ label: 'Français' });
  await page.getByText('Un message n’est pas arrivé').waitFor();
  expect(await langOf(page)).toBe('fr');
  expect(loaded.filter((url) => url.endsWith('.js'))).toHaveLength(1);
  await page.reload();
  await failed(page);
  expect(await langOf(page)).toBe('fr');
  await page.goto(`${system.server.url}/a#nonsense`);
  await page.getByRole('heading', { name: 'Ce lien ne fonctionne pas' }).waitFor();
  expect(complaints).toEqual([]);
});

it('a guest reads the language of the appointment, whatever the browser speaks, until they choose one', async () => {
  const email = 'their-language@example.com';
  await book(anna, { title: 'Sehtest', locale: 'de-AT', email, time: '2031-01-15T09:00:00Z' });
  const mail = await until('the mail is in the inbox', async () => (await system.mailsTo(email))[0]);
  const link = (/http:\/\/localhost\/a#\S+/.exec(mail.text)?.[0] ?? '').replace('http://localhost', '');
  const { page, complaints } = await visit(browser, system.server.url, link, { locale: 'en-GB' });
  await page.getByText('15. Jänner 2031').first().waitFor();
  expect(await langOf(page)).toBe('de');
  expect(mail.text).toContain('15. Jänner 2031');
  await page.reload();
  await page.getByText('15. Jänner 2031').first().waitFor();
  await page.getByLabel('Sprache').selectOption({ label: 'Français' });
  await page.getByText('15 janvier 2031').first().waitFor();
  await page.reload();
  await page.getByText('15 janvier 2031').first().waitFor();
  expect(await langOf(page)).toBe('fr');
  expect(complaints).toEqual([]);
});

it.each([
  ['de-AT', 'Anmelden'],
  ['fr-FR', 'Se connecter'],
  ['es-ES', 'Iniciar sesión'],
] as const)('who signs in with a browser that speaks %s reads %s', async (locale, title) => {
  const { page, complaints } = await visit(browser, system.server.url, '/', { locale });
  await page.getByRole('heading', { level: 1, name: title, exact: true }).waitFor();
  expect(await violationsOn(page)).toEqual([]);
  await page.getByRole('button', { name: title, exact: true }).click();
  await page.locator('.account-name').getByText('anna', { exact: true }).waitFor();
  expect(complaints).toEqual([]);
});

it('staff read English whatever their browser speaks, and it speaks again what it did when they leave', async () => {
  const { page } = await visit(browser, system.server.url, '/', { locale: 'en-GB' });
  await page.getByLabel(/Language|Sprache/).selectOption({ label: 'Deutsch' });
  await until('German is spoken', async () => (await langOf(page)) === 'de');
  await signIn(page, 'desk', 'at the desk');
  await page.goto(`${system.server.url}/#/deliveries`);
  await heading(page);
  expect(await langOf(page)).toBe('en');
  await page.goto(`${system.server.url}/#/appointments/${id}`);
  await page.getByText('A message did not arrive').waitFor();
});

it('the list, the form and the dialogs to move and to cancel have no accessibility violation in any language', async () => {
  const { page } = await visit(browser, system.server.url, '/', { locale: 'en-GB', viewport: PHONE });
  await signIn(page, 'anna', 'a customer');
  const found: string[] = [];
  const check = async (what: string) => {
    // not the options, of 245 countries and 400 zones: the browser shows them, and they are most of the time
    for (const violation of await violationsOn(page, 'option')) found.push(`${what}: ${violation}`);
  };
  for (const language of ['de', 'en', 'fr', 'es']) {
    await page.goto(`${system.server.url}/#/appointments`);
    await page.locator('.language select').selectOption(language);
    await until(`${language} is spoken`, async () => (await langOf(page)) === language);
    await page.locator('.cards a').first().waitFor();
    await check(`${language}, list`);
    await page.goto(`${system.server.url}/#/book`);
    await page.locator('form button[type=submit]').click();
    await page.locator('#when-issue').getByText(/./).waitFor();
    await check(`${language}, form`);
    await page.goto(`${system.server.url}/#/appointments/${id}`);
    await failed(page);
    for (const n of [0, 1]) {
      await page.locator('.details > .actions > button').nth(n).click();
      await page.getByRole('dialog').waitFor();
      await check(`${language}, dialog ${n}`);
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'hidden' });
    }
  }
  expect(found).toEqual([]);
}, 180_000);

const dist = join(import.meta.dirname, '../../../client/dist/assets');

/** The catalogue as it was built, with ⟦ and ⟧ around each text. */
async function markedCatalogue(): Promise<string> {
  const name = readdirSync(dist).find((file) => /catalogue.*en.*\.js$/.test(file)) ?? 'none';
  const { default: texts } = await import(join(dist, name));
  const marked = Object.entries<unknown>(texts).map(([text, parts]) => [
    text,
    Array.isArray(parts) ? [{ type: 0, value: '⟦' }, ...parts, { type: 0, value: '⟧' }] : `⟦${parts}⟧`,
  ]);
  const built = await readFile(join(dist, name), 'utf8');
  const [, alias = 'default'] = /export\s*\{[^}]*as (\w+)\s*\}/.exec(built) ?? [];
  return `const texts = ${JSON.stringify(Object.fromEntries(marked))};export { texts as ${alias} };`;
}

/** What is shown or read aloud outside of our texts, and is no data: each is a text that stands in the code. */
const UNMARKED = `(() => {
  const found = [];
  const DATA = 'bdi, time, code, option, [dir=auto], .brand, .reference, .account-name, noscript, script, style, .actions a[href^="https://"], a[href^="tel:"], dd > .quiet';
  const outside = (text) => {
    const without = text.replace(/⟦[^⟦⟧]*⟧/g, '');
    return without === text ? text : outside(without);
  };
  for (const element of document.querySelectorAll('body *')) {
    if (element.closest(DATA)) continue;
    const own = [...element.childNodes].map((node) => (node.nodeType === 3 ? node.data : '')).join('');
    if (/\\p{L}{2}/u.test(outside(own))) found.push(own.trim());
    for (const name of ['aria-label', 'placeholder', 'title', 'alt']) {
      const value = element.getAttribute(name) ?? '';
      if (/\\p{L}{2}/u.test(outside(value))) found.push(name + '=' + value);
    }
  }
  return found;
})()`;

it('no text of these pages stands in the code: with a catalogue whose texts are marked, nothing unmarked is shown', async () => {
  const catalogue = await markedCatalogue();
  const context = await browser.newContext({ locale: 'en-GB', reducedMotion: 'reduce' });
  await context.route(/catalogue.*en.*\.js$/, (route) =>
    route.fulfill({ contentType: 'text/javascript', body: catalogue }),
  );
  const page = await context.newPage();
  const unmarked = () => page.evaluate<string[]>(UNMARKED);
  await page.goto(`${system.server.url}${path}`);
  await failed(page);
  expect(await page.locator('.state-title').textContent()).toBe('⟦A message did not arrive⟧');
  expect(await unmarked()).toEqual([]);
  await page.getByRole('button', { name: 'Cancel the appointment' }).click();
  await page.getByRole('dialog').waitFor();
  expect(await unmarked()).toEqual([]);
  await page.goto(`${system.server.url}/a#nonsense`);
  await page.getByText('This link does not work').waitFor();
  expect(await unmarked()).toEqual([]);
  await page.goto(`${system.server.url}/#/book`);
  await page.locator('summary').click();
  await page.locator('form:has(#token) button').click();
  await page.locator('#token-issue').getByText('⟦').waitFor();
  expect(await unmarked()).toEqual([]);
  await signIn(page, 'anna', 'a customer');
  await page.locator('#title').waitFor();
  await page.locator('form button[type=submit]').click();
  await page.locator('#when-issue').waitFor();
  expect(await unmarked()).toEqual([]);
  await page.goto(`${system.server.url}/#/appointments`);
  await page.locator('.cards a').first().waitFor();
  expect(await unmarked()).toEqual([]);
  await page.goto(`${system.server.url}/#/appointments/${id}`);
  await failed(page);
  await page.getByRole('button', { name: 'Move or change' }).click();
  await page.getByRole('dialog').waitFor();
  expect(await unmarked()).toEqual([]);
  await context.close();
});

it.each([
  [390, 'de'],
  [390, 'fr'],
  [768, 'es'],
  [1280, 'en'],
  [1920, 'de'],
] as const)(
  'at %d pixels, in %s, right-to-left text and long words widen nothing, and nothing is inaccessible',
  async (width, locale) => {
    const { page } = await guestAt({ locale, viewport: { width, height: PHONE.height } });
    const widerBy = () => page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth');
    expect(await widerBy()).toBeLessThanOrEqual(0);
    await page.locator('.journey summary').first().click();
    expect(await violationsOn(page)).toEqual([]);
    await page.setViewportSize({ width: Math.round(width / 2), height: PHONE.height }); // as a zoom of 200 % does
    expect(await widerBy()).toBeLessThanOrEqual(0);
  },
);

it('text that runs from right to left is apart from ours, in its own direction', async () => {
  const { page } = await guestAt({ locale: 'en-GB', viewport: PHONE });
  const directions = await page
    .locator('bdi')
    .evaluateAll((all) => all.map((one) => [one.textContent, one.matches(':dir(rtl)')]));
  expect(directions).toContainEqual([MIXED.title, true]);
  expect(directions).toContainEqual([MIXED.customerName, true]);
  expect(directions).toContainEqual([MIXED.location, true]);
});
