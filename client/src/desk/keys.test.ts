import { afterEach, expect, test } from 'vitest';
import { deskKeyOf, type Pressed } from './keys.ts';

afterEach(() => {
  document.body.innerHTML = '';
});

function press(key: string, html = '<main></main>', given: Partial<Pressed> = {}): Pressed {
  document.body.innerHTML = html;
  const none = { ctrlKey: false, altKey: false, metaKey: false, isComposing: false, defaultPrevented: false };
  return { key, ...none, target: document.body.firstElementChild, ...given };
}

test.each(['/', 'j', 'k', 'x', 'e', 'r', '?'])('deskKeyOf takes %s on the page, on a link and on a checkbox', (key) => {
  for (const html of ['<main></main>', '<a href="#">x</a>', '<input type="checkbox">', '<button>x</button>']) {
    expect(deskKeyOf(press(key, html))).toBe(key);
  }
});

test.each([
  '<input>',
  '<input type="search">',
  '<input type="datetime-local">',
  '<textarea></textarea>',
  '<select></select>',
  '<p contenteditable>x</p>',
])('deskKeyOf leaves the keys that are typed into %s', (html) => {
  expect(deskKeyOf(press('j', html))).toBeNull();
});

test.each(['ctrlKey', 'altKey', 'metaKey', 'isComposing', 'defaultPrevented'] as const)(
  'deskKeyOf leaves a press with %s',
  (name) => {
    expect(deskKeyOf(press('r', undefined, { [name]: true }))).toBeNull();
  },
);

test('deskKeyOf leaves other keys, and Enter to the link', () => {
  for (const key of ['a', 'J', 'Enter', 'Escape', 'Tab', ' ']) expect(deskKeyOf(press(key))).toBeNull();
});
