/**
 * Finds the provider of a channel: one of ours, loaded only where it is configured, or a module of a third party.
 *
 * Promise: a module that is none is answered with one sentence that says what was expected and what came, before anything starts.
 */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Provider } from '@belltower/channels';
import type { ChannelName } from '@belltower/events';
import { EnvironmentError } from '@belltower/support/settings';
import { z } from 'zod';

/** Ours, by name: each loads its library only when it is asked for. */
export const ownProviders = {
  smtp: async () => (await import('@belltower/channels/smtp')).smtpProvider,
  twilio: async () => (await import('@belltower/channels/twilio')).twilioProvider,
} as const;

/** The names of ours, by channel. */
export const ownProviderOf = { email: 'smtp', sms: 'twilio' } as const satisfies Record<
  ChannelName,
  keyof typeof ownProviders
>;

/** The variables that name the provider of a channel, and that of its second account. */
export const providerVariableOf = {
  first: { email: 'EMAIL_PROVIDER', sms: 'SMS_PROVIDER' },
  fallback: { email: 'EMAIL_PROVIDER_FALLBACK', sms: 'SMS_PROVIDER_FALLBACK' },
} as const;

const isFunction = (value: unknown) => typeof value === 'function';
const method = z.custom<(...args: never[]) => unknown>(isFunction, 'a function is expected');

/** What a module must export to be a provider of a channel. */
const shapeOf = (channel: ChannelName) =>
  z.object({
    name: z
      .string('a text is expected')
      .regex(/^[a-z][a-z0-9-]{0,31}$/, 'lower-case letters, digits and hyphens are expected'),
    channel: z.literal(channel, `'${channel}' is expected`),
    variables: z.array(z.string(), 'an array of names is expected'),
    lookUp: z.boolean('true or false is expected'),
    settings: method,
    open: method,
    callbacks: z
      .object({
        reader: method,
        contentTypes: z.array(z.string()).optional(),
        signsUrl: z.boolean().optional(),
      })
      .optional(),
  });

/**
 * Imports a provider of a third party.
 *
 * @param module a path (absolute, or from the working directory on), or the name of an installed package
 * @param variable what named it
 * @throws {EnvironmentError} when it cannot be imported, or exports no provider of this channel
 */
export async function importProvider(channel: ChannelName, module: string, variable: string): Promise<Provider> {
  const fail = (came: string): never => {
    const expected = `a module whose default export is a provider of the channel ${channel} is expected (docs/providers.md)`;
    throw new EnvironmentError([`${variable}: ${expected}, got ${came}`]);
  };
  const exported = await importModule(module).catch((error: unknown) =>
    fail(`"${module}", which cannot be imported: ${lineOf(error)}`),
  );
  const found = exported.default ?? exported.provider;
  if (typeof found !== 'object' || found === null) {
    const names = Object.keys(exported);
    return fail(`"${module}" with ${names.length === 0 ? 'no export' : `the exports ${names.join(', ')}`}`);
  }
  const checked = shapeOf(channel).safeParse(found);
  if (!checked.success) {
    const [first] = checked.error.issues;
    const field = first?.path.join('.') ?? '';
    return fail(`"${module}" with ${field} ${describeValue(valueAt(found, first?.path ?? []))} (${first?.message})`);
  }
  return found as Provider;
}

async function importModule(module: string): Promise<Record<string, unknown>> {
  const isPath = /^\.{0,2}[/\\]|^[A-Za-z]:[/\\]/.test(module);
  const specifier = isPath ? pathToFileURL(resolve(module)).href : module;
  return (await import(specifier)) as Record<string, unknown>;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key], value);
}

function describeValue(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 100));
  if (value === undefined) return 'missing';
  return Array.isArray(value) ? 'an array' : `of type ${typeof value}`;
}

/** Of Node's errors the first line says what is wrong; the others, how it came to that. */
function lineOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
}
