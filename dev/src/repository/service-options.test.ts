/** Services are started alike everywhere: the scripts and images cannot import the options that npm start, tests and benchmarks share. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { NODE_ENVIRONMENT, SERVICE_NODE_OPTIONS } from '../process/node-process.ts';
import { projectRoot } from '../project.ts';

const read = (path: string) => readFileSync(join(projectRoot, path), 'utf8');

test.each(['server', 'notifier'])(
  'The %s has the same options of Node, and of its allocator, from its script and in its image',
  (service) => {
    const { scripts } = JSON.parse(read(`${service}/package.json`));
    const [environment] = Object.entries(NODE_ENVIRONMENT).map((pair) => pair.join('='));
    expect(scripts.start).toBe(`${environment} exec node ${SERVICE_NODE_OPTIONS.join(' ')} src/main.ts`);
    expect(read('Dockerfile')).toMatch(new RegExp(`^ENV .* ${environment}$`, 'm'));
    const command = JSON.stringify(['node', ...SERVICE_NODE_OPTIONS, `${service}/src/main.ts`]).replaceAll(',', ', ');
    expect(read('Dockerfile')).toContain(`CMD ${command}`);
  },
);
