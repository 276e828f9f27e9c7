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
  '12 Station Road, Cambridge',
  'Gate Street 5',
  'The Gate, 5 Gate Lane',
  'Hall in Tirol, Stadtgraben 12',
  'Suite 400, 100 Main St',
  'Eingang B, Hauptstraße 5',
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
  'Consulting Room 2, Main clinic',
  'Behandlungsraum 3, Praxis Huber',
  'Zimmer Nr. 12a, Klinik Nord',
  'Main clinic, room no. 5',
  '2. OG, Praxis Huber',
  'Court 5, Tennis club',
  'חדר 4',
  '12',
])('isAddress finds none in %j', (place) => expect(isAddress(place)).toBe(false));
