import { EnvironmentError } from '@belltower/support/settings';
import { describe, expect, it } from 'vitest';
import { pluggedSettings } from './plugged-settings.ts';

const acme = {
  name: 'acme',
  variables: ['ACME_URL', 'ACME_KEY', 'MAIL_FROM'],
  settings({ ACME_URL: url, ACME_KEY: key, ...others }: Readonly<Record<string, string | undefined>>) {
    if (key !== undefined) return { kind: 'complete', config: { url, key, ...others } } as const;
    const problems = [{ variable: 'ACME_KEY', message: 'is required beside ACME_URL and MAIL_FROM' }];
    return { kind: 'incomplete', problems } as const;
  },
};
const environment = {
  MAIL_FROM: 'clinic@clinic.example',
  ACME_URL: 'http://one',
  ACME_KEY: 'first',
  ACME_KEY_FALLBACK: 'second',
  OTHER: 'nothing of its own',
};
const [first, second] = [
  { variable: 'SMS_PROVIDER', module: 'acme', isFallback: false },
  { variable: 'SMS_PROVIDER_FALLBACK', module: 'acme', isFallback: true },
];

describe("the settings of a third party's provider", () => {
  it('have for either account of one module the same names, and nothing of the other but the sender of mails', async () => {
    expect(await pluggedSettings(acme, environment, first)).toEqual({
      url: 'http://one',
      key: 'first',
      MAIL_FROM: 'clinic@clinic.example',
    });
    expect(await pluggedSettings(acme, environment, second)).toEqual({
      key: 'second',
      MAIL_FROM: 'clinic@clinic.example',
    });
  });

  it('name what a second account lacks as it is to be set', async () => {
    const lacking = pluggedSettings(acme, { ...environment, ACME_KEY_FALLBACK: '' }, second);
    await expect(lacking).rejects.toThrow(EnvironmentError);
    await expect(lacking).rejects.toThrow('ACME_KEY_FALLBACK: is required beside ACME_URL_FALLBACK and MAIL_FROM');
  });

  it.each([
    [
      'no object',
      () => null,
      'SMS_PROVIDER_FALLBACK: "complete" with a config, or "incomplete" with problems, is expected',
    ],
    ['another kind', () => ({ kind: 'done' }), 'of the settings of acme, got "done"'],
    ['problems that are none', () => ({ kind: 'incomplete', problems: [7] }), 'got "incomplete"'],
    [
      'an exception that is no error',
      () => {
        throw { secret: 'x' };
      },
      'SMS_PROVIDER_FALLBACK: settings of "acme" failed: a value of type object',
    ],
  ])('are answered with one sentence where they are %s', async (_what, settings, sentence) => {
    const odd = pluggedSettings({ ...acme, settings: settings as never }, environment, second);
    await expect(odd).rejects.toThrow(EnvironmentError);
    await expect(odd).rejects.toThrow(sentence);
  });
});
