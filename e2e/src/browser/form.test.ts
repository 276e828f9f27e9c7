/** The form as people fill it in, with real pointers: a real browser, on real services. */
import { magicRecipients } from '@belltower/dev/sms-simulator';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { book } from '../testbed/book.ts';
import { type Caller, callAs } from '../testbed/caller.ts';
import type { System } from '../testbed/system.ts';
import { violationsOn } from './accessibility.ts';
import { launchBrowser } from './browser.ts';
import { PHONE, signIn, startVisitedSystem, visit } from './visit.ts';

const stack = new AsyncDisposableStack();
afterAll(() => stack.disposeAsync());

let system: System;
let browser: Browser;

beforeAll(async () => {
  ({ system, browser } = stack.use(
    await startVisitedSystem({ RECIPIENT_MESSAGES_PER_DAY: '10', DEFAULT_COUNTRY: 'AT' }),
  ));
});

const DESKTOP = { width: 1280, height: 900 };
const SIZES = [
  ['a phone', PHONE],
  ['a desktop', DESKTOP],
] as const;
const YEAR = new Date().getFullYear() + 1;

let people = 0;

/** A new customer, signed in, at the form. */
async function atForm(options: Parameters<typeof visit>[3] = {}, prepare?: string) {
  const name = `person${++people}`;
  const there = await visit(browser, system.server.url, '/', {
    locale: 'en-GB',
    timezoneId: 'Europe/Vienna',
    ...options,
  });
  if (prepare !== undefined) {
    await there.page.addInitScript(prepare);
    await there.page.reload();
  }
  await signIn(there.page, name, 'a customer');
  await there.page.getByRole('heading', { name: 'Book an appointment' }).waitFor();
  return { ...there, name, caller: () => callAs(system.server.url, name, 'customer') };
}

const bookButton = (page: Page) => page.getByRole('button', { name: 'Book', exact: true });
const issues = (page: Page) => page.locator('.issue').allTextContents();

async function fill(page: Page, email = 'form@example.com', when = `${YEAR}-02-20T15:00`): Promise<void> {
  await page.getByLabel('When?').fill(when);
  await page.getByLabel('E-mail address').fill(email);
}

/** Where a control begins in the document, wherever one has scrolled to. */
const placeOf = (page: Page, selector: string) =>
  page.evaluate<number>(
    `Math.round(document.querySelector('${selector}').getBoundingClientRect().top + window.scrollY)`,
  );

/** One press, as slow as people's: what happens between down and up must not take the button away. */
async function press(page: Page, selector: string): Promise<void> {
  const button = page.locator(selector);
  await button.scrollIntoViewIfNeeded();
  const box = await button.boundingBox();
  if (box === null) throw new Error(`Expected ${selector} on the page and found none.`);
  await page.mouse.move(box.x + box.width / 2, box.y + 4);
  await page.mouse.down();
  await page.waitForTimeout(120);
  await page.mouse.up();
}

const LAST_APPOINTMENT = 'query { appointments(first: 1) { nodes { time phone email title } } }';

interface Booked {
  readonly time: string;
  readonly phone: string | null;
  readonly email: string | null;
  readonly title: string | null;
}

async function lastOf(caller: Caller): Promise<Booked | undefined> {
  return (await caller.data<{ appointments: { nodes: Booked[] } }>(LAST_APPOINTMENT)).appointments.nodes[0];
}

describe.each(SIZES)('on %s', (_name, viewport) => {
  it.each([
    ['a mistyped address', 'E-mail address', 'ana', 'This does not look like an e-mail address.'],
    ['a time that has passed', 'When?', '2020-02-20T15:00', 'This is in the past.'],
    ['no whole minutes', 'How many minutes?', '1.5', 'Give whole minutes.'],
    ['a number that cannot be', 'Phone number', '123', 'No number has this length. Check its digits.'],
  ])('one press acts that leaves %s, and moves nothing', async (_what, label, typed, words) => {
    const { page, complaints } = await atForm({ viewport });
    await page.getByLabel('by text message').check();
    await page.getByLabel('Country of the number').waitFor();
    await page.getByLabel(label, { exact: true }).fill(typed);
    const before = await placeOf(page, 'button[type=submit]');
    await press(page, 'button[type=submit]');
    await page.getByText('Some of this needs another look.').waitFor();
    expect(await issues(page)).toContain(words);
    expect(await placeOf(page, 'button[type=submit]')).toBe(before);
    expect(complaints).toEqual([]);
  });

  it('one press acts at the sign-in, and says what is missing or that the server is busy', async () => {
    const { page, complaints } = await visit(browser, system.server.url, '/', { viewport });
    const signInButton = 'main > form button[type=submit]';
    await page.getByLabel('Name').fill('  ');
    const before = await placeOf(page, signInButton);
    await press(page, signInButton);
    await page.getByText('Give a name.').waitFor();
    expect(await placeOf(page, signInButton)).toBe(before);
    expect(await page.evaluate('document.activeElement.id')).toBe('name');
    await page.getByLabel('Name').fill('y'.repeat(256));
    await press(page, signInButton);
    await page.getByText('At most 255 characters.').waitFor();
    await page.getByText('Sign in with a token').click();
    await page.getByLabel('Access token').fill('a.token');
    await press(page, 'details button[type=submit]');
    await page.getByText('A token is three parts with dots between.').waitFor();
    await page.route('**/dev/token', (route) => route.fulfill({ status: 503, body: 'away' }));
    await page.getByLabel('Name').fill('zoe');
    await press(page, signInButton);
    await page.getByText(/it is not your connection/).waitFor();
    await page.unroute('**/dev/token');
    await press(page, signInButton);
    await page.getByRole('heading', { name: 'Book an appointment' }).waitFor();
    expect(complaints.filter((text) => !/status of (400|503)/.test(text))).toEqual([]);
  });

  it('one press acts in the desk’s forms, in the page’s words, and moves nothing', async () => {
    const title = `Wrong on ${viewport.width}`;
    const customer = await callAs(system.server.url, 'anna', 'customer');
    await book(customer, { title, phone: magicRecipients.invalid.number, notify: { sms: true } });
    const { page, complaints } = await visit(browser, system.server.url, '/', { viewport });
    await signIn(page, 'desk', 'at the desk');
    await page.goto(`${system.server.url}/#/deliveries?open=1&q=${encodeURIComponent(title)}`);
    await page.locator('.delivery').getByRole('link').click();
    const send = 'dialog form:first-of-type button[type=submit]';
    const seenTo = 'dialog form:last-of-type button[type=submit]';
    await page.getByLabel('Country of the number').waitFor();
    await page.getByLabel('Corrected number').fill('12');
    const before = await placeOf(page, seenTo);
    await press(page, send);
    await page.getByText('No number has this length. Check its digits.').waitFor();
    expect(await placeOf(page, seenTo)).toBe(before);
    expect(await page.evaluate('document.activeElement.id')).toBe('corrected');
    await page.getByLabel('Corrected number').fill('+4402079460958x');
    await press(page, send);
    await page.getByText('This does not look like a telephone number.').waitFor();
    await page.getByLabel('What was done').fill('Called her');
    await press(page, seenTo);
    await page.getByText('It is marked as seen to.').waitFor();
    await page.getByLabel('Country of the number').selectOption('GB');
    await page.getByLabel('Corrected number').fill('(0)20 7946 0958');
    await press(page, send);
    await page.getByText('It is sent again.').waitFor();
    await expect.poll(() => system.smsTo('+442079460958').length).toBeGreaterThan(0);
    expect(complaints).toEqual([]);
  });

  it('one press books from within the last field', async () => {
    const { page, complaints } = await atForm({ viewport });
    await page.getByLabel('E-mail address').fill('ana');
    await page.getByLabel('What is it for?').focus();
    await page.getByText('This does not look like an e-mail address.').waitFor();
    await page.getByLabel('When?').fill(`${YEAR}-02-20T15:00`);
    await page.getByLabel('E-mail address').fill('ana@example.com');
    await press(page, 'button[type=submit]');
    await page.getByRole('heading', { name: 'You’re booked' }).waitFor();
    expect(complaints).toEqual([]);
  });
});

it('one tap acts on a touch screen', async () => {
  const { page } = await atForm({ viewport: PHONE, hasTouch: true, isMobile: true });
  await page.getByLabel('E-mail address').fill('ana');
  await bookButton(page).tap();
  await page.getByText('Some of this needs another look.').waitFor();
  await fill(page, 'tapped@example.com');
  await bookButton(page).tap();
  await page.getByRole('heading', { name: 'You’re booked' }).waitFor();
});

it('the form shows all that is known to be wrong at once, keeps it when sent again, and sends the focus to the first', async () => {
  const { page } = await atForm();
  await page.getByLabel('by text message').check();
  await page.getByLabel('What is it for?').fill('x'.repeat(201));
  await page.getByLabel('E-mail address').fill('ana');
  await bookButton(page).click();
  const all = [
    'At most 200 characters.',
    'Choose a day and a time.',
    'This does not look like an e-mail address.',
    'Give the number that it goes to.',
  ];
  expect(await issues(page)).toEqual(all);
  expect(await page.evaluate('document.activeElement.id')).toBe('title');
  await bookButton(page).click();
  expect(await issues(page)).toEqual(all);
  expect(await violationsOn(page)).toEqual([]);
});

it('the form says what only the server knows in its own words, at the field', async () => {
  const { page, complaints } = await atForm();
  await fill(page);
  await page.getByLabel('What is it for?').fill('see www.example.com');
  await page.getByLabel('Where?').fill('dial +1 900 555 0123');
  await bookButton(page).click();
  await page.getByText('Some of this needs another look.').waitFor();
  expect(await issues(page)).toEqual(['Leave out web and e-mail addresses.', 'Leave out telephone numbers.']);
  expect(await page.evaluate('document.activeElement.id')).toBe('title');
  await page.getByLabel('What is it for?').fill('Check-up');
  await page.getByLabel('Where?').focus();
  expect(await issues(page)).toEqual(['Leave out telephone numbers.']);
  expect(complaints).toEqual([]);
});

it('the form says whether the server is busy, the connection is down or it was too often, and books at the next press', async () => {
  const { page, caller } = await atForm();
  await fill(page, 'away@example.com');
  const answers = [
    { status: 503, contentType: 'text/html', body: '<h1>Service Unavailable</h1>' },
    'abort',
    { status: 429, headers: { 'retry-after': '1500' }, contentType: 'text/plain', body: 'slow down' },
  ] as const;
  const says = [/it is not your connection/, /Check your connection/, /Try again in 25 minutes/];
  for (const [index, given] of answers.entries()) {
    await page.route('**/graphql', (route) => (given === 'abort' ? route.abort() : route.fulfill(given)));
    await bookButton(page).click();
    await page
      .getByRole('alert')
      .getByText(says[index] ?? '')
      .waitFor();
    await page.unroute('**/graphql');
  }
  await bookButton(page).click();
  await page.getByRole('heading', { name: 'You’re booked' }).waitFor();
  const answer = await (await caller()).data<{ appointments: { nodes: unknown[] } }>(
    LAST_APPOINTMENT.replace('1', '10'),
  );
  expect(answer.appointments.nodes).toHaveLength(1);
});

it('a session that ends while the form is sent leaves what was typed to who signs in again', async () => {
  const { page, name } = await atForm();
  await fill(page, 'ended@example.com');
  await page.getByLabel('What is it for?').fill('Kept over the end');
  const errors = [{ message: 'no', extensions: { code: 'UNAUTHENTICATED' } }];
  await page.route('**/graphql', (route) => route.fulfill({ status: 401, json: { errors } }));
  await bookButton(page).click();
  await page.getByText('Your session has ended. Sign in again: everything is as you left it.').waitFor();
  await page.unroute('**/graphql');
  await signIn(page, name, 'a customer');
  expect(await page.getByLabel('What is it for?').inputValue()).toBe('Kept over the end');
  await bookButton(page).click();
  await page.getByRole('heading', { name: 'You’re booked' }).waitFor();
});

it('the form says when a recipient gets no more messages for now, at the field, and when to come again', async () => {
  const { page, caller } = await atForm();
  const anna = await caller();
  for (let count = 0; count < 10; count++) await book(anna, { email: 'full@example.com', notify: { email: true } });
  await fill(page, 'Full@example.com');
  await bookButton(page).click();
  await page.getByRole('alert').getByText('No more messages go there for now. Try again in 24 hours.').waitFor();
  expect(await issues(page)).toEqual(['It was sent enough messages for a day.']);
  expect(await page.evaluate('document.activeElement.id')).toBe('email');
});

it.each([
  ['+44 (0)20 7946 0958', '+442079460958'],
  ['+49 (0) 151 23456789', '+4915123456789'],
  ['+43 660/1234567', '+436601234567'],
  ['\u202a+43\u2011660\u20111234568\u202c', '+436601234568'],
  ['\u200e+43 660 1234569', '+436601234569'],
  ['\uff0b43 660 1234560', '+436601234560'],
  ['tel:+1-555-555-0123', '+15555550123'],
  ['0043 660 1234561', '+436601234561'],
  ['0660 1234562', '+436601234562'],
  ['+39 06 12345678', '+390612345678'],
])('the form takes the number %j, and it is booked for %s', async (typed, phone) => {
  const { page, caller, complaints } = await atForm();
  await page.getByLabel('When?').fill(`${YEAR}-02-20T15:00`);
  await page.getByLabel('by e-mail').uncheck();
  await page.getByLabel('by text message').check();
  await page.getByLabel('Phone number').fill(typed);
  await bookButton(page).click();
  await page.getByRole('heading', { name: 'You’re booked' }).waitFor();
  expect((await lastOf(await caller()))?.phone).toBe(phone);
  expect(complaints).toEqual([]);
});

it.each([
  ['billing&accounts@example.com', 'billing&accounts@example.com'],
  ['room/12@example.com', 'room/12@example.com'],
  ["foo'@example.com", "foo'@example.com"],
  ['100%sure@example.com', '100%sure@example.com'],
  ['info@example.xn--p1ai', 'info@example.xn--p1ai'],
  ['info@b\u00fccher.example', 'info@xn--bcher-kva.example'],
])('the form takes the address %s, and the mail is sent', async (typed, email) => {
  const { page, caller } = await atForm();
  await fill(page, typed);
  await bookButton(page).click();
  await page.locator('[data-channel=EMAIL] header').getByText('Sent').waitFor();
  expect((await lastOf(await caller()))?.email).toBe(email);
});

it('the form takes a number as inside the country chosen beside it', async () => {
  const { page, caller } = await atForm();
  await page.getByLabel('When?').fill(`${YEAR}-02-20T15:00`);
  await page.getByLabel('by e-mail').uncheck();
  await page.getByLabel('by text message').check();
  await page.getByLabel('Phone number').fill('(0)20 7946 0958');
  await page.getByLabel('Country of the number').selectOption('GB');
  await bookButton(page).click();
  await page.getByRole('heading', { name: 'You’re booked' }).waitFor();
  expect((await lastOf(await caller()))?.phone).toBe('+442079460958');
});

describe('the hours of a change of the clocks', () => {
  /** The last Sunday of a month, as `2030-10-27`. */
  function lastSunday(month: number): string {
    const last = new Date(Date.UTC(YEAR, month, 0));
    return new Date(last.getTime() - last.getUTCDay() * 86_400_000).toISOString().slice(0, 10);
  }

  it('the form asks which of two times is meant, and page and list name the zone', async () => {
    const { page, caller } = await atForm();
    await fill(page, 'twice@example.com', `${lastSunday(10)}T02:30`);
    await bookButton(page).click();
    await page.getByText('Choose one of the two.').waitFor();
    expect(await page.evaluate('document.activeElement.name')).toBe('occurrence');
    expect(await violationsOn(page)).toEqual([]);
    await page.getByLabel('02:30 CET, the second').check();
    await bookButton(page).click();
    await page
      .locator('.details')
      .getByText(/02:30 CET \(Europe\/Vienna\)/)
      .waitFor();
    expect((await lastOf(await caller()))?.time).toBe(`${lastSunday(10)}T01:30:00Z`);
    await page.goto(`${system.server.url}/#/appointments`);
    await page
      .locator('.cards')
      .getByText(/02:30 CET \(Europe\/Vienna\)/)
      .waitFor();
  });

  it('the form offers the times around one that the clocks skip', async () => {
    const { page, caller } = await atForm();
    await fill(page, 'skipped@example.com', `${lastSunday(3)}T02:30`);
    await bookButton(page).click();
    await page.getByText('The clocks skip this time. Choose below.').waitFor();
    await page.getByRole('button', { name: '03:30 CEST' }).click();
    await bookButton(page).click();
    await page.getByRole('heading', { name: 'You’re booked' }).waitFor();
    expect((await lastOf(await caller()))?.time).toBe(`${lastSunday(3)}T01:30:00Z`);
  });
});

describe('whatever the browser holds', () => {
  const DENIED = `for (const name of ['sessionStorage', 'localStorage']) {
      Object.defineProperty(window, name, { get() { throw new DOMException('denied', 'SecurityError'); } });
    }`;
  const FULL = `Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };`;
  const INSECURE = `Object.defineProperty(crypto, 'randomUUID', { value: undefined });`;
  const NO_LANGUAGE = `Object.defineProperty(navigator, 'language', { value: 'en-US@posix' });`;
  const BROKEN_DRAFT = `if (!sessionStorage.getItem('belltower.draft')) sessionStorage.setItem('belltower.draft', JSON.stringify({
      timeZone: 'Etc/Unknown', when: '275760-09-13T00:00', country: 'ZZ', occurrence: 7, title: { a: 1 }, bySms: true }));`;

  it.each([
    ['a storage that may not be used', DENIED, 'What is it for?'],
    ['a storage that is full', FULL, 'What is it for?'],
    ['no random ids, as over plain HTTP', INSECURE, 'What is it for?'],
    ['a language that is none', NO_LANGUAGE, 'What is it for?'],
    ['a draft that no form could have made', BROKEN_DRAFT, 'Country of the number'],
  ])('the form works with %s', async (_what, prepare, shown) => {
    const { page, complaints } = await atForm({}, prepare);
    await page.getByText(shown).or(page.getByLabel(shown)).first().waitFor();
    if (prepare === BROKEN_DRAFT) await page.getByLabel('by text message').uncheck();
    await page.getByLabel('Time zone', { exact: true }).selectOption('Europe/Vienna');
    await fill(page, 'held@example.com');
    await bookButton(page).click();
    await page.getByRole('heading', { name: 'You’re booked' }).waitFor();
    expect(complaints).toEqual([]);
  });
});

it('every page works in a browser that knows neither where it is nor the zone that it names', async () => {
  const nowhere = await launchBrowser({ timeZone: 'Etc/Unknown' });
  try {
    const visitor = () => visit(nowhere, system.server.url, '/', { locale: 'en-GB' });
    const { page, complaints } = await visitor();
    const says = 'new Intl.DateTimeFormat().resolvedOptions().timeZone';
    expect(await page.evaluate(says)).toBe('Etc/Unknown');
    await signIn(page, 'nowhere', 'a customer');
    await page.getByRole('link', { name: 'Book', exact: true }).click();
    await page.getByText('Your browser does not say where you are: choose yours.').waitFor();
    expect(await page.getByLabel('Time zone', { exact: true }).inputValue()).toBe('UTC');
    await fill(page, 'nowhere@example.com');
    await page.reload(); // with what was kept
    expect(await page.getByLabel('When?').inputValue()).toBe(`${YEAR}-02-20T15:00`);
    await page.getByLabel('What is it for?').fill('From nowhere');
    await bookButton(page).click();
    await page
      .locator('.details')
      .getByText(/15:00 \(UTC\)/)
      .waitFor();
    await page.locator('[data-channel=EMAIL] li').getByText(/ UTC$/).first().waitFor();
    const desk = await visitor();
    await signIn(desk.page, 'nowhere', 'at the desk');
    for (const [at, hash, shown] of [
      [page, 'appointments', 'From nowhere'],
      [desk.page, 'deliveries?q=nowhere', 'From nowhere'],
      [desk.page, 'statistics', 'From booked to sent'],
    ] as const) {
      await at.goto(`${system.server.url}/#/${hash}`);
      await at.getByText(shown).first().waitFor();
    }
    expect([...complaints, ...desk.complaints]).toEqual([]);
  } finally {
    await nowhere.close();
  }
});

describe('a page that fails', () => {
  const POISON = `const parts = Intl.DateTimeFormat.prototype.formatToParts;
    Intl.DateTimeFormat.prototype.formatToParts = function (...given) {
      if (sessionStorage.getItem('belltower.draft')?.includes('poison')) throw new RangeError('a poisonous draft');
      return parts.apply(this, given);
    };`;

  it('says what happened, keeps the navigation, and works again without what was typed', async () => {
    const { page } = await atForm({}, POISON);
    await fill(page);
    await page.getByLabel('What is it for?').fill('poison');
    await page.getByRole('heading', { name: 'This page could not be shown' }).waitFor();
    await page.getByText('RangeError: a poisonous draft').waitFor();
    expect(await page.evaluate('document.activeElement.tagName')).toBe('H1');
    expect(await violationsOn(page)).toEqual([]);
    await page.reload();
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('RangeError: a poisonous draft').waitFor();
    await page.getByRole('link', { name: 'Appointments' }).click();
    await page.getByText('Nothing is booked yet.').waitFor();
    await page.getByRole('link', { name: 'Book', exact: true }).click();
    await page.getByRole('button', { name: 'Discard what was typed' }).click();
    await page.getByRole('heading', { name: 'Book an appointment' }).waitFor();
    expect(await page.getByLabel('What is it for?').inputValue()).toBe('');
  });

  it('is loaded again where a part of it could not be', async () => {
    const { page } = await visit(browser, system.server.url, '/');
    await signIn(page, 'desk', 'at the desk');
    await page.route('**/assets/DeliveryDesk*', (route) => route.abort());
    await page.getByRole('link', { name: 'Deliveries' }).click();
    await page.getByText(/It could not be loaded/).waitFor();
    await page.unroute('**/assets/DeliveryDesk*');
    await page.getByRole('button', { name: 'Load it again' }).click();
    await page.getByRole('heading', { name: 'Deliveries' }).waitFor();
  });
});

it.each(SIZES)(
  'the result says what was booked, how it travels and where to keep it, on %s',
  async (_name, viewport) => {
    const { page, complaints } = await atForm({ viewport });
    await page.getByLabel('What is it for?').fill('Dental check-up');
    await page.getByLabel('Where?').fill('Graben 1, Wien');
    await fill(page, 'result@example.com');
    await bookButton(page).click();
    await page.getByRole('heading', { name: 'You’re booked' }).waitFor();
    const details = page.locator('.details');
    await details.getByText(new RegExp(`day,? 20 February ${YEAR} at 15:00`)).waitFor();
    for (const text of ['Dental check-up', '30 minutes', 'Graben 1, Wien']) await details.getByText(text).waitFor();
    await page.getByText('to result@example.com').waitFor();
    await page.locator('[data-channel=EMAIL] header').getByText('Sent').waitFor();
    const google = new URL((await page.getByRole('link', { name: 'Google' }).getAttribute('href')) ?? '');
    expect(google.searchParams.get('dates')).toBe(`${YEAR}0220T140000Z/${YEAR}0220T143000Z`);
    const outlook = new URL((await page.getByRole('link', { name: 'Outlook' }).getAttribute('href')) ?? '');
    expect(outlook.searchParams.get('subject')).toBe('Dental check-up');
    expect(await violationsOn(page)).toEqual([]);
    await page.emulateMedia({ media: 'print' });
    expect(await page.getByRole('link', { name: 'Appointments' }).isVisible()).toBe(false);
    expect(await details.getByText('Graben 1, Wien').isVisible()).toBe(true);
    expect(await page.getByRole('button', { name: 'Print' }).isVisible()).toBe(false);
    expect(complaints).toEqual([]);
  },
);
