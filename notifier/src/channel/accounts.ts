/** The accounts that messages go by, as they are configured: nothing is opened yet, but all that can be wrong with them is found. */
import type { CallbackReader, Channel, Email, Provider, ProviderLimits, Sms } from '@belltower/channels';
import type { SmtpConfig } from '@belltower/channels/smtp';
import type { TwilioConfig } from '@belltower/channels/twilio';
import type { ChannelName } from '@belltower/events';
import { type Environment, EnvironmentError, readEnvironment } from '@belltower/support/settings';
import { z } from 'zod';
import { guardChannel } from './guard-channel.ts';
import { importProvider, ownProviderOf, ownProviders, providerVariableOf } from './load-provider.ts';

/** How much one account is given. */
export interface SendLimits {
  /** Sends that start a second. */
  readonly ratePerSecond: number;
  /** Sends in progress: the one limit, which connections to the provider follow. */
  readonly maxConcurrent: number;
}

/** A provider of a third party. */
export interface PluggedProvider {
  /** A path, or the name of a package. */
  readonly module: string;
  /** Its settings are among these; it sees only those that it names. */
  readonly environment: Environment;
  readonly limits: SendLimits;
}

/** Which accounts are configured. */
export interface AccountsConfig {
  /** Null where the channel is off, or by a provider of a third party. */
  readonly email: (Omit<SmtpConfig, 'maxConnections' | 'deadlineMs'> & { readonly limits: SendLimits }) | null;
  readonly sms: (Omit<TwilioConfig, 'deadlineMs'> & { readonly limits: SendLimits }) | null;
  /** The second account of a channel, used while the first cannot be. */
  readonly fallback?: Partial<Pick<AccountsConfig, 'email' | 'sms'>>;
  /** The channels that a provider of a third party carries. */
  readonly plugged?: Readonly<Partial<Record<ChannelName, PluggedProvider>>>;
}

/** An account, and how it is opened. */
export type Account = {
  /** As it is shown for each attempt, and named in the URL of its callbacks. */
  readonly name: string;
  /** It is the second of its channel. */
  readonly isFallback: boolean;
  readonly limits: SendLimits;
  readonly callbacks: AccountCallbacks | null;
} & (
  | { readonly channel: 'email'; open(deadlineMs: number): Promise<Channel<Email>> }
  | { readonly channel: 'sms'; open(deadlineMs: number): Promise<Channel<Sms>> }
);

/** How an account's provider calls back. */
export interface AccountCallbacks {
  readonly contentTypes: readonly string[];
  /** They can be checked only by the public URL. */
  readonly signsUrl: boolean;
  readonly reader: CallbackReader;
}

const FALLBACK_SUFFIX = '-fallback';
const ANY_FORM = ['application/json', 'application/x-www-form-urlencoded'];

/**
 * Finds the accounts that are configured, and loads their providers.
 *
 * @throws {EnvironmentError} when a provider of a third party cannot be used, or lacks a setting
 */
export async function findAccounts({
  email,
  sms,
  fallback = {},
  plugged = {},
}: AccountsConfig): Promise<readonly Account[]> {
  const accounts: Account[] = [];
  if (plugged.email !== undefined) accounts.push(await pluggedAccount('email', plugged.email));
  if (plugged.sms !== undefined) accounts.push(await pluggedAccount('sms', plugged.sms));
  const addOwn = async (own: Pick<AccountsConfig, 'email' | 'sms'>, isFallback: boolean) => {
    const suffix = isFallback ? FALLBACK_SUFFIX : '';
    if (own.email !== null) {
      const { limits, ...config } = own.email;
      const { name, callbacks, open } = partsOf(await ownProviders[ownProviderOf.email](), config, limits);
      accounts.push({ name: `${name}${suffix}`, channel: 'email', isFallback, limits, callbacks, open });
    }
    if (own.sms !== null) {
      const { limits, ...config } = own.sms;
      const { name, callbacks, open } = partsOf(await ownProviders[ownProviderOf.sms](), config, limits);
      accounts.push({ name: `${name}${suffix}`, channel: 'sms', isFallback, limits, callbacks, open });
    }
  };
  await addOwn({ email, sms }, false);
  await addOwn({ email: fallback.email ?? null, sms: fallback.sms ?? null }, true);
  const twice = accounts.find(({ name }, index) => accounts.findIndex((one) => one.name === name) !== index);
  if (twice !== undefined) {
    const message = `another name than that of the other provider is expected, got "${twice.name}" twice`;
    throw new EnvironmentError([`${providerVariableOf[twice.channel]}: ${message}`]);
  }
  return accounts;
}

async function pluggedAccount(
  channel: ChannelName,
  { module, environment, limits }: PluggedProvider,
): Promise<Account> {
  const provider = await importProvider(channel, module);
  const parts = partsOf(provider, settingsOf(provider, environment, providerVariableOf[channel]), limits);
  const { name, callbacks } = parts;
  const open = async (deadlineMs: number) => {
    const opened = await parts.open(deadlineMs);
    if (opened.name === channel && (opened.find !== undefined) === provider.lookUp) {
      return guardChannel(opened, { provider: name, deadlineMs });
    }
    const got = `${opened.name} ${opened.find === undefined ? 'without' : 'with'} it`;
    const expected = `a channel ${channel} ${provider.lookUp ? 'with' : 'without'} find is expected of "${module}"`;
    throw new EnvironmentError([`${providerVariableOf[channel]}: ${expected}, got ${got}`]);
  };
  // `importProvider` and `open` have checked which of the two it is
  return { name, channel, isFallback: false, limits, callbacks, open } as Account;
}

/** A provider's configuration, of those variables alone that it names; each may come from a file. */
function settingsOf<C>(provider: Provider<Email | Sms, C>, environment: Environment, variable: string): C {
  const named = Object.fromEntries(provider.variables.map((name) => [name, z.string().optional()]));
  const values = readEnvironment(z.object(named), environment);
  const settings = provider.settings(values);
  if (settings?.kind === 'complete') return settings.config;
  if (settings?.kind !== 'incomplete' || !Array.isArray(settings.problems)) {
    const expected = `"complete" with a config, or "incomplete" with problems, is expected of the settings of ${provider.name}`;
    throw new EnvironmentError([
      `${variable}: ${expected}, got ${JSON.stringify((settings as { kind?: unknown })?.kind)}`,
    ]);
  }
  throw new EnvironmentError(settings.problems.map((problem) => `${problem.variable}: ${problem.message}`));
}

function partsOf<M extends Email | Sms, C>({ name, callbacks, open }: Provider<M, C>, config: C, limits: SendLimits) {
  const reader = callbacks?.reader(config) ?? null;
  return {
    name,
    callbacks:
      reader === null
        ? null
        : { reader, contentTypes: callbacks?.contentTypes ?? ANY_FORM, signsUrl: callbacks?.signsUrl ?? false },
    async open(deadlineMs: number): Promise<Channel<M>> {
      const given: ProviderLimits = { deadlineMs, maxConcurrent: limits.maxConcurrent };
      return await open(config, given);
    },
  };
}
