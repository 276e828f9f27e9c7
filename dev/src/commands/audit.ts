/**
 * `npm run audit`: asks the registry for known advisories on what the lock files name, and fails on each that the list in
 * audit-exceptions.json does not accept. A registry that has no advisories, or no network, is reported and is no failure,
 * unless it must answer (`-- --must-answer`).
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { projectRoot } from '../project.ts';
import { auditFolder, judgeAudit, parseExceptions } from './audit/judge-audit.ts';

const FOLDERS = ['.', 'bench'];

const { values } = parseArgs({ options: { 'must-answer': { type: 'boolean', default: false } } });
const exceptions = parseExceptions(readFileSync(join(projectRoot, 'audit-exceptions.json'), 'utf8'));
const answers = await Promise.all(FOLDERS.map((folder) => auditFolder(join(projectRoot, folder))));
const unanswered = answers.find((answer) => answer.kind === 'unanswered');
if (unanswered !== undefined) {
  console.log(`the dependencies were NOT audited: the registry gave no advisories (${unanswered.why})`);
  process.exitCode = values['must-answer'] ? 2 : 0;
} else {
  const found = answers.flatMap((answer) => (answer.kind === 'answered' ? answer.advisories : []));
  const { problems, notes } = judgeAudit(found, exceptions, new Date().toISOString().slice(0, 10));
  for (const note of notes) console.log(note);
  for (const problem of problems) console.error(problem);
  if (problems.length === 0)
    console.log(`the dependencies were audited: ${found.length === 0 ? 'no known advisory' : 'all of it accepted'}`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
