/** The variables of Twilio's second account have two names each: `TWILIO_FALLBACK_FROM` is `TWILIO_FROM_FALLBACK`. Pure. */
import { twilioFallbackVariables } from '@belltower/channels';
import { type Environment, EnvironmentError } from '@belltower/support/settings';

const OTHER_NAME = /^TWILIO_FALLBACK_(\w+?)(_FILE)?$/;

/**
 * The environment with each of them under the one name that the settings have.
 *
 * @throws {EnvironmentError} with every one that is given by both
 */
export function withOneName(environment: Environment): Environment {
  const given = Object.entries(environment).filter(([, value]) => value);
  const found = given.flatMap(([name, value]) => {
    const one = oneNameOf(name);
    return one === null ? [] : [{ name, one, value }];
  });
  const twice = found.filter(({ one }) => environment[one]);
  if (twice.length > 0)
    throw new EnvironmentError(twice.map(({ name, one }) => `${name}: given twice, also as ${one}`));
  return { ...environment, ...Object.fromEntries(found.map(({ one, value }) => [one, value])) };
}

/** Null where it has one name only, or is none of ours. */
function oneNameOf(name: string): string | null {
  const [, variable, file = ''] = OTHER_NAME.exec(name) ?? [];
  const one = `TWILIO_${variable}_FALLBACK`;
  return one in twilioFallbackVariables ? one + file : null;
}
