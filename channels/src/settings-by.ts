import type { z } from 'zod';
import type { ChannelSettings } from './environment.ts';
import type { ProviderEnvironment } from './provider.ts';

/** A provider's `settings`, made of the schema of its variables and of what makes a configuration of their values. */
export function settingsBy<V, C>(
  schema: z.ZodType<V>,
  make: (values: V) => ChannelSettings<C>,
): (environment: ProviderEnvironment) => ChannelSettings<C> {
  return (environment) => {
    const parsed = schema.safeParse(environment);
    if (parsed.success) return make(parsed.data);
    const problems = parsed.error.issues.map(({ path, message }) => ({ variable: path.join('.'), message }));
    return { kind: 'incomplete', problems };
  };
}
