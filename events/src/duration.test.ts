import { describe, expect, it } from 'vitest';
import { durationSchema, formatDuration, readDuration } from './duration.ts';

describe('a duration', () => {
  it('is read in days, hours and minutes, and written in one way', () => {
    expect(['PT24H', 'P1D', 'PT1H30M', 'P1DT30M', 'PT5M', 'P90D'].map(readDuration)).toEqual([
      1_440, 1_440, 90, 1_470, 5, 129_600,
    ]);
    expect([1_440, 90, 60, 5].map(formatDuration)).toEqual(['PT24H', 'PT90M', 'PT1H', 'PT5M']);
  });

  it('is none without a part, with others, or beyond its bounds', () => {
    const wrong = [
      '',
      'P',
      'PT',
      'P1DT',
      '24h',
      'PT4M',
      'P91D',
      'P1W',
      'PT1S',
      '-PT24H',
      'PT1.5H',
      'pt24h',
      'PT99999H',
    ];
    for (const text of wrong) {
      expect(readDuration(text), text).toBeNull();
      expect(durationSchema.safeParse(text).success, text).toBe(false);
    }
  });
});
