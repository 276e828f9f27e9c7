/** Signing in with a real OpenID Connect provider, in a real browser, on the real product. */
import { until } from '@belltower/dev/until';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { CLIENT_ID, startIdentityProvider, type TestIdentityProvider } from '../testbed/identity-provider.ts';
import { type System, startSystem } from '../testbed/system.ts';
import { launchBrowser } from './browser.ts';

const stack = new AsyncDisposableStack();
afterAll(() => stack.disposeAsync());

let provider: TestIdentityProvider;
let system: System;
let browser: Browser;

beforeAll(async () => {
  provider = stack.use(await startIdentityProvider());
  const environment = {
    OIDC_ISSUER: provider.issuer,
    OIDC_CLIENT_ID: CLIENT_ID,
    OIDC_ROLE_CLAIM: 'groups',
    OIDC_STAFF_VALUES: 'desk,admin',
  };
  system = stack.use(await startSystem({ cold: true, only: { server: environment, notifier: {} } }));
  await provider.open(system.server.url);
  await Promise.all([system.server.start(), system.notifier.start()]);
  browser = await launchBrowser();
  stack.defer(() => browser.close());
});

beforeEach(() => {
  provider.away(false);
  Object.assign(provider.accessTokens, { audience: CLIENT_ID, format: 'jwt', seconds: 600 });
  Object.assign(provider.counts, { renewals: 0, refused: 0 });
});

const newContext = () => browser.newContext({ reducedMotion: 'reduce', viewport: { width: 1100, height: 900 } });

async function openTab(context: BrowserContext, path = '/'): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${system.server.url}${path}`);
  return page;
}

const signInButton = (page: Page) => page.getByRole('button', { name: /^Sign in( again)?$/ });
const account = (page: Page) => page.getByRole('button', { name: /^Signed in as/ });

async function signOut(page: Page): Promise<void> {
  await account(page).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
}

async function answerProvider(page: Page, name: string, answer: 'Continue' | 'Refuse' = 'Continue'): Promise<void> {
  await page.getByLabel('Name at the provider').fill(name);
  await page.getByRole('button', { name: answer }).click();
}

async function signInAs(page: Page, name: string): Promise<void> {
  await signInButton(page).click();
  await answerProvider(page, name);
  await account(page).waitFor();
}

/** What the page was loaded as: a navigation would lose it. */
const mark = (page: Page) => page.evaluate('window.isMarked = true');
const isMarked = (page: Page) => page.evaluate('window.isMarked === true');

async function book(page: Page, title: string): Promise<void> {
  await page.goto(`${system.server.url}/#/book`);
  await page.getByLabel('What is it for?').fill(title);
  await page.getByLabel('When?').fill(`${new Date().getFullYear() + 1}-02-20T15:00`);
  await page.getByLabel('E-mail address').fill('anna@example.com');
  await page.getByRole('button', { name: 'Book', exact: true }).click();
  await page.locator('[data-channel=EMAIL]').waitFor();
}

it('a person signs in at the provider, comes back to the page they opened, and has their session in every tab', async () => {
  await using context = await newContext();
  const page = await openTab(context, '/?from=mail#/appointments');
  await signInAs(page, 'anna');
  expect(page.url()).toBe(`${system.server.url}/?from=mail#/appointments`);
  await page.getByRole('button', { name: 'Signed in as anna of the provider' }).waitFor();
  await page.getByRole('heading', { name: 'Appointments' }).waitFor();
  await expect.poll(() => page.getByRole('link', { name: 'Deliveries' }).count()).toBe(0);

  const second = await openTab(context, '/#/book');
  await account(second).waitFor();
  expect(
    await second.evaluate('performance.getEntriesByType("resource").map(({ name }) => name).join()'),
  ).not.toContain(provider.issuer);
  await page.reload();
  await account(page).waitFor();

  await mark(second);
  await signOut(page);
  await page.getByRole('button', { name: 'Leave the provider' }).click();
  await signInButton(page).waitFor();
  await signInButton(second).waitFor();
  expect(await isMarked(second)).toBe(true);
  await page.reload();
  await signInButton(page).click();
  await page.getByLabel('Name at the provider').waitFor(); // the provider has forgotten them as well
});

it('a person of the desk’s group is staff, also after a renewal, and a renewed session is that of all tabs', async () => {
  await using context = await newContext();
  provider.accessTokens.seconds = 8;
  const page = await openTab(context, '/#/deliveries');
  await signInAs(page, 'eva');
  await page.getByRole('link', { name: 'Deliveries' }).waitFor();
  const tabs = [page, await openTab(context, '/#/deliveries'), await openTab(context, '/#/statistics')];
  for (const tab of tabs) await mark(tab);
  await until('it was renewed three times', async () => provider.counts.renewals >= 3, 60_000);
  for (const tab of tabs) {
    await account(tab).waitFor();
    await tab.getByRole('link', { name: 'Deliveries' }).waitFor();
    expect(await isMarked(tab)).toBe(true);
  }
  expect(provider.counts.refused, 'no refresh token was used twice').toBe(0);
});

it('the live feed goes on while tokens of a few seconds end and are renewed', async () => {
  await using context = await newContext();
  provider.accessTokens.seconds = 10;
  const page = await openTab(context);
  await signInAs(page, 'anna');
  await book(page, 'Before');
  await mark(page);
  const other = await openTab(context, '/#/book');
  await until('it was renewed', async () => provider.counts.renewals >= 2, 60_000);
  await book(other, 'After');
  await page.locator('[data-channel=EMAIL]').locator('header').getByText('Sent').waitFor();
  await page.evaluate('window.location.hash = "#/appointments"');
  await page.getByText('After').waitFor();
  expect(await isMarked(page)).toBe(true);
  expect(provider.counts.refused).toBe(0);
});

it('a session that cannot be renewed any more ends in all tabs, and signing in again leads back', async () => {
  await using context = await newContext();
  provider.accessTokens.seconds = 6;
  const page = await openTab(context, '/#/appointments');
  await signInAs(page, 'anna');
  const second = await openTab(context, '/#/appointments');
  await account(second).waitFor();
  await context.clearCookies();
  await page.evaluate(`{
    const kept = JSON.parse(localStorage.getItem('belltower.session'));
    localStorage.setItem('belltower.session', JSON.stringify({ ...kept, refreshToken: 'withdrawn' }));
  }`);
  await second.reload();
  for (const tab of [page, second]) await tab.getByText('Your session has ended').waitFor({ timeout: 60_000 });
  await signInAs(second, 'anna');
  await account(page).waitFor();
  expect(second.url()).toContain('#/appointments');
});

it('a browser whose clock is wrong by an hour renews no more often than others', async () => {
  for (const minutes of [60, -60]) {
    await using context = await newContext();
    const page = await context.newPage();
    await page.clock.install({ time: Date.now() + minutes * 60_000 });
    await page.goto(`${system.server.url}/#/appointments`);
    await signInAs(page, 'anna');
    await page.reload();
    await page.getByRole('heading', { name: 'Appointments' }).waitFor();
    await page.goto(`${system.server.url}/#/book`);
    await page.reload();
    await account(page).waitFor();
    expect(provider.counts.renewals).toBe(0);
  }
});

it('an answer that nobody asked for, or that was used, signs nobody in, and one may begin again', async () => {
  await using context = await newContext();
  const page = await openTab(context, '/?code=stolen&state=invented#/appointments');
  await page.getByText('This sign-in was begun in another browser').waitFor();
  expect(page.url()).not.toContain('stolen');
  await page.getByRole('button', { name: 'Sign in again' }).click();
  await answerProvider(page, 'anna');
  await account(page).waitFor();
  await page.goto(`${system.server.url}/?code=stolen&state=invented`);
  await account(page).waitFor(); // who is signed in stays so
});

it('an answer with another nonce signs nobody in', async () => {
  await using context = await newContext();
  const page = await openTab(context);
  await signInButton(page).click();
  await page.getByLabel('Name at the provider').waitFor();
  const back = await openTab(context);
  await back.evaluate(`for (const key of Object.keys(localStorage).filter((one) => one.startsWith('belltower.sign-in.')))
    localStorage.setItem(key, JSON.stringify({ ...JSON.parse(localStorage.getItem(key)), nonce: 'another' }))`);
  await answerProvider(page, 'anna');
  await page.getByText('does not fit').waitFor();
  await page.getByRole('button', { name: 'Sign in again' }).waitFor();
});

it('a person whom the provider does not let in reads why', async () => {
  await using context = await newContext();
  const page = await openTab(context);
  await signInButton(page).click();
  await answerProvider(page, 'anna', 'Refuse');
  await page.getByText('The person has refused (access_denied)').waitFor();
  await page.getByRole('button', { name: 'Sign in again' }).waitFor();
});

it.each([
  ['for another audience', { audience: 'account' }, `the audience (aud) "${CLIENT_ID}" is expected, got "account"`],
  ['opaque', { format: 'opaque' }, 'it is opaque: a JWT is expected'],
] as const)(
  'an access token that is %s signs nobody in, and the page says what is needed',
  async (_what, made, words) => {
    await using context = await newContext();
    Object.assign(provider.accessTokens, made);
    const page = await openTab(context);
    await signInButton(page).click();
    await answerProvider(page, 'anna');
    await page.getByText(words).waitFor();
    await page.getByRole('button', { name: 'Sign in again' }).waitFor();
  },
);

it('a provider that is away is said to be, before and after its page, and signing in works when it is back', async () => {
  await using context = await newContext();
  const page = await openTab(context, '/#/appointments');
  await signInButton(page).waitFor();
  provider.away(true);
  await signInButton(page).click();
  await page.getByText('The sign-in service could not be reached').waitFor();
  provider.away(false);
  await page.getByRole('button', { name: 'Sign in again' }).click();
  await page.getByLabel('Name at the provider').waitFor();
  await page.route(`${provider.issuer}/token`, (route) => route.abort());
  await answerProvider(page, 'anna');
  await page.getByText('The sign-in service could not be reached').waitFor();
  await page.unroute(`${provider.issuer}/token`);
  expect(page.url(), 'the page they came from').toContain('#/appointments');
  await page.getByRole('button', { name: 'Sign in again' }).click();
  await account(page).waitFor();

  provider.away(true); // who is signed in stays so
  await page.reload();
  await page.getByRole('heading', { name: 'Appointments' }).waitFor();
  await signOut(page);
  await signInButton(page).waitFor(); // signed out here, at least
});
