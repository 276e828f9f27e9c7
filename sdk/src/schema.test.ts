import { readFileSync } from 'node:fs';
import { parse, visit } from 'graphql';
import { expect, it } from 'vitest';

const source = readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8');

/** Whatever has a name and no description, such as `Delivery.status`. */
function undescribed(sdl: string): readonly string[] {
  const missing: string[] = [];
  const names: string[] = [];
  visit(parse(sdl), {
    enter(node) {
      if (!('name' in node && node.kind.endsWith('Definition')) || node.name === undefined) return;
      names.push(node.name.value);
      if (!('description' in node) || !node.description?.value.trim()) missing.push(names.join('.'));
    },
    leave(node) {
      if ('name' in node && node.kind.endsWith('Definition') && node.name !== undefined) names.pop();
    },
  });
  return missing;
}

it('describes every type, field, argument and value', () => {
  expect(undescribed(source)).toEqual([]);
});

it('would notice what has no description', () => {
  const sdl = '"A thing." type Thing { one("Which." a: Int, b: Int): Kind! } "Its kind." enum Kind { "So." A B }';
  expect(undescribed(sdl)).toEqual(['Thing.one', 'Thing.one.b', 'Kind.B']);
});
