/** A command for `run-command.test.ts`: fails as its argument says. */
import { connect } from 'node:net';
import { z } from 'zod';
import { runCommand } from '../src/process/index.ts';
import { readEnvironment } from '../src/settings/index.ts';

await runCommand({
  usage: 'a-command <what>',
  parse([what]) {
    if (what === undefined) throw new Error('nothing to do');
    return what;
  },
  settings: (environment) => readEnvironment(z.object({ A_SETTING: z.string('is needed') }), environment),
  async run(what, settings) {
    console.log(`ran with ${settings.A_SETTING}`);
    switch (what) {
      case 'exit-3':
        return 3;
      case 'expected':
        throw new RangeError('what its user can fix');
      case 'unreachable':
        await new Promise((_, reject) => connect({ host: 'localhost', port: 1 }).on('error', reject));
        return;
      case 'unexpected':
        throw new TypeError('a fault of ours');
    }
  },
  isExpected: (error) => error instanceof RangeError,
});
