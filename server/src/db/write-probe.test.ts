import { describe, expect, it } from 'vitest';
import { createWriteProbe } from './write-probe.ts';

function probed(answers: (string | null)[]) {
  let nowMs = 0;
  let tries = 0;
  const changes: string[] = [];
  const probe = createWriteProbe({
    async tryWrite() {
      tries++;
      const code = answers.shift();
      if (code) throw Object.assign(new Error('no'), { code });
    },
    onChange: (now) => changes.push(now),
    holdsMs: 1_000,
    now: () => nowMs,
  });
  return {
    probe,
    changes,
    tries: () => tries,
    pass(ms: number) {
      nowMs += ms;
    },
  };
}

describe('the write probe', () => {
  it('tries once for all concurrent checks, and again when the result is old or in doubt', async () => {
    const { probe, tries, pass, changes } = probed([null, '25006', null]);
    expect(await Promise.all([probe.check(), probe.check()])).toEqual(['writable', 'writable']);
    expect(await probe.check()).toBe('writable');
    expect(tries()).toBe(1);
    probe.doubt();
    expect(await probe.check()).toBe('read-only');
    expect(await probe.check()).toBe('read-only');
    pass(200);
    expect(await probe.check()).toBe('writable');
    expect(tries()).toBe(3);
    expect(changes).toEqual(['read-only', 'writable']);
  });

  it('distinguishes a full disk, an outage and a missing right', async () => {
    const { probe } = probed(['53100', 'ECONNREFUSED', '42501']);
    const found: string[] = [];
    for (let n = 0; n < 3; n++) {
      found.push(await probe.check());
      probe.doubt();
    }
    expect(found).toEqual(['full', 'down', 'refused']);
  });
});
