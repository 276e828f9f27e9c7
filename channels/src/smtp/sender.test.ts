import { describe, expect, it } from 'vitest';
import { parseSender } from './sender.ts';

describe('parseSender', () => {
  it.each([
    ['a@b.example', ''],
    ['Clinic, Main <a@b.example>', 'Clinic, Main'],
    ['"Clinic, Main" <a@b.example>', 'Clinic, Main'],
    ['"The \\"Best\\" a\\\\b" <a@b.example>', 'The "Best" a\\b'],
    ['Say "A" <a@b.example>', 'Say "A"'],
  ])('reads %j as the name %j', (text, name) => {
    expect(parseSender(text)).toEqual({ name, address: 'a@b.example' });
  });
});
