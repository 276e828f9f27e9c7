import { cleanup, render } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { rich } from './rich.ts';
import { speakForTest } from './speak-for-test.ts';
import { isolated, text } from './text.ts';

afterEach(cleanup);

test('text fills in what is to be filled in, with the plurals and numbers of the language', () => {
  expect(text('details.minutes', { count: 1 })).toBe('1 minute');
  expect(text('details.minutes', { count: 1440 })).toBe('1,440 minutes');
  speakForTest('de');
  expect(text('details.minutes', { count: 1 })).toBe('1 Minute');
  expect(text('details.minutes', { count: 1440 })).toBe('1.440 Minuten');
  speakForTest('fr');
  expect(text('before.days', { count: 0 })).toBe('0 jour avant'); // CLDR: French has no plural for none
});

test('rich puts elements where the language has them', () => {
  const values = { contactKind: 'PHONE', contact: <a href="tel:+431">+43 1</a> };
  const shown = () => render(<p>{rich('ask.INVALID_RECIPIENT', values)}</p>).container.innerHTML;
  expect(shown()).toBe(
    '<p>If it is not, call <a href="tel:+431">+43 1</a> with the right one, and we send it again.</p>',
  );
  cleanup();
  speakForTest('de');
  expect(shown()).toBe(
    '<p>Falls nicht, rufen Sie <a href="tel:+431">+43 1</a> an, mit der richtigen; dann senden wir sie noch einmal.</p>',
  );
});

test('rich takes a text without elements, and texts that look like markup stay texts', () => {
  const { container } = render(<p>{rich('history.reason', { reason: '<b>ill</b> {x}' })}</p>);
  expect(container.textContent).toBe('Why: <b>ill</b> {x}');
});

test('isolated keeps a text that runs from right to left from moving what follows it', () => {
  expect(isolated('שלום')).toBe('\u2068שלום\u2069');
  expect(isolated('Graben 1 🦷')).toBe('Graben 1 🦷');
});
