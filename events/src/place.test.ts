import { expect, test } from 'vitest';
import { isAddress } from './place.ts';

test.each([
  'Main Street 1, Vienna',
  'Ringstraße 1 & 2, "Wien"',
  'Hauptstr. 5/Stiege 2/Top 4',
  'Hill Clinic, Room 2, 221B Baker Street',
  '1010 Wien, Stephansplatz',
  '12 rue de Rivoli',
  'Calle de Alcalá 48, 28014 Madrid',
  'Dr. Huber, SW1A 1AA',
  'שדרות רוטשילד 12, תל אביב',
  '東京都千代田区千代田1-1, 東京',
])('isAddress finds an address in %j', (place) => expect(isAddress(place)).toBe(true));

test.each([
  '',
  'Room 2',
  'Room 2, 3rd floor',
  '3. Stock, Zimmer 14',
  'Salle 3, étage 2',
  'Sala 4, Madrid',
  'Main clinic',
  'Vienna',
  'Ordination Dr. Huber',
  'Video call 3',
  'חדר 4',
  '12',
])('isAddress finds none in %j', (place) => expect(isAddress(place)).toBe(false));
