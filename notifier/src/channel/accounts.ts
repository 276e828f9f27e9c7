/** The accounts that messages go by, as they are configured: nothing is opened yet, but all that can be wrong with them is found. */
import type { CallbackReader, Channel, Email, Provider, ProviderLimits, Sms } from '@belltower/channels';
import type { SmtpConfig } from '@belltower/channels/smtp';
import type { TwilioConfig } from '@belltower/channels/twilio';
import { type ChannelName, channelNames } from '@belltower/events';
import { type Environment, EnvironmentError } from '@belltower/support/settings';
import { runForeign } from './foreign-code.ts';
import { importProvider, ownProviderOf, ownProviders, providerVariableOf } from './load-provider.ts';
import { openPlugged } from './open-plugged.ts';
import { pluggedSettings } from './plugged-settings.ts';

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
  /** Its settings are among these; it sees only those that it names, of a second account under the names of the first's. */
  readonly environment: Environment;
  readonly limits: SendLimits;
}

/** One account of each channel. */
export interface ChannelAccounts {
  /** Null where the channel is off, or by a provider of a third party. */
  readonly email: (Omit<SmtpConfig, 'maxConnections' | 'deadlineMs'> & { readonly limits: SendLimits }) | null;
  readonly sms: (Omit<TwilioConfig, 'deadlineMs'> & { readonly limits: SendLimits }) | null;
  /** The channels that a provider of a third party carries. */
  readonly plugged?: Readonly<Partial<Record<ChannelName, PluggedProvider>>>;
}

/** Which accounts are configured. */
export interface AccountsConfig extends ChannelAccounts {
  /** The second account of a channel, used while the first cannot be. */
  readonly fallback?: Partial<ChannelAccounts>;
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
export async function findAccounts({ fallback = {}, ...first }: AccountsConfig): Promise<readonly Account[]> {
  const accounts = [...(await accountsOf(first, 'first')), ...(await accountsOf(fallback, 'fallback'))];
  const twice = accounts.find(({ name }, index) => accounts.findIndex((one) => one.name === name) !== index);
  if (twice !== undefined) {
    const message = `another name than that of the other provider is expected, got "${twice.name}" twice`;
    const variable = providerVariableOf[twice.isFallback ? 'fallback' : 'first'][twice.channel];
    throw new EnvironmentError([`${variable}: ${message}`]);
  }
  return accounts;
}

type Rank = keyof typeof providerVariableOf;

async function accountsOf({ plugged = {}, ...own }: Partial<ChannelAccounts>, rank: Rank): Promise<Account[]> {
  const accounts: Account[] = [];
  for (const channel of channelNames) {
    const [theirs, ours] = [plugged[channel], own[channel] ?? null];
    if (theirs !== undefined) accounts.push(await pluggedAccount(channel, theirs, rank));
    else if (ours !== null) accounts.push(await ownAccount(channel, ours, rank));
  }
  return accounts;
}

type OwnConfig = NonNullable<ChannelAccounts['email'] | ChannelAccounts['sms']>;

async function ownAccount(channel: ChannelName, { limits, ...config }: OwnConfig, rank: Rank): Promise<Account> {
  const provider: Provider = await ownProviders[ownProviderOf[channel]]();
  return accountOf(channel, rank, limits, partsOf(provider, config, limits));
}

async function pluggedAccount(channel: ChannelName, plugged: PluggedProvider, rank: Rank): Promise<Account> {
  const { module, environment, limits } = plugged;
  const from = { module, variable: providerVariableOf[rank][channel] };
  const provider = await importProvider(channel, module, from.variable);
  const config = await pluggedSettings(provider, environment, { ...from, isFallback: rank === 'fallback' });
  const parts = await runForeign(from, 'callbacks', () => partsOf(provider, config, limits));
  const open = (deadlineMs: number) => openPlugged(provider, from, deadlineMs, () => parts.open(deadlineMs));
  return accountOf(channel, rank, limits, { ...parts, open });
}

function accountOf(channel: ChannelName, rank: Rank, limits: SendLimits, parts: ReturnType<typeof partsOf>): Account {
  const isFallback = rank === 'fallback';
  const name = isFallback ? `${parts.name}${FALLBACK_SUFFIX}` : parts.name;
  // what it opens is of its channel: ours by `ownProviderOf`, another's as `importProvider` and `openPlugged` check
  return { ...parts, name, channel, isFallback, limits } as Account;
}

function partsOf<M extends Email | Sms, C>(provider: Provider<M, C>, config: C, limits: SendLimits) {
  const { name, callbacks } = provider;
  const reader = callbacks?.reader(config) ?? null;
  if (reader !== null && typeof reader !== 'function') throw new TypeError('a function or null is expected of reader');
  return {
    name,
    callbacks:
      reader === null
        ? null
        : { reader, contentTypes: callbacks?.contentTypes ?? ANY_FORM, signsUrl: callbacks?.signsUrl ?? false },
    async open(deadlineMs: number): Promise<Channel<M>> {
      const given: ProviderLimits = { deadlineMs, maxConcurrent: limits.maxConcurrent };
      return await provider.open(config, given);
    },
  };
}
