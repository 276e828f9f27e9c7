import { expect, test } from 'vitest';
import { titleOf } from './Heading.tsx';

test.each([
  ['Home', 0, 'Home · Belltower'],
  ['Deliveries', 3, '(3) Deliveries · Belltower'],
  ['Book an appointment', 1_204, '(1204) Book an appointment · Belltower'],
])('the title of %s with %i things that need the person is %j', (name, needs, title) => {
  expect(titleOf(name, needs)).toBe(title);
});
