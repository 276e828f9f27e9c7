import { expect, test } from 'vitest';
import { placeLinkOf } from './place-link.ts';

test.each([
  [
    'Ringstraße 1 & 2, "Wien"',
    'map',
    'https://www.google.com/maps/search/?api=1&query=Ringstra%C3%9Fe%201%20%26%202%2C%20%22Wien%22',
  ],
  ['lone \ud800 street 1', 'map', 'https://www.google.com/maps/search/?api=1&query=lone%20%EF%BF%BD%20street%201'],
  ['https://video.example/r/7', 'page', 'https://video.example/r/7'],
])('placeLinkOf %j leads to a %s', (location, kind, href) => {
  expect(placeLinkOf(location)).toEqual({ kind, href });
});

test.each([
  'http://video.example',
  'javascript://x',
  'www.example.com',
  'https://a:b@example.com',
  'zoommtg://7',
  'Room 2',
])('placeLinkOf makes no link of %j', (location) => expect(placeLinkOf(location)).toBeNull());
