import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { projectRoot } from '../project.ts';

/** Runs a service's command with this input; it prints to our terminal, or what it prints is kept. */
export async function runCommand(file: string, args: readonly string[], input = '', output: 'keep' | 'show' = 'show') {
  const stdout = output === 'keep' ? 'pipe' : 'inherit';
  const child = spawn(process.execPath, [file, ...args], { cwd: projectRoot, stdio: ['pipe', stdout, 'inherit'] });
  const ended = once(child, 'close');
  child.stdin?.on('error', () => {}); // it ended without reading: its exit code says why
  child.stdin?.end(input);
  const kept = child.stdout === null ? '' : await text(child.stdout);
  const [code] = (await ended) as [number | null];
  return { code: code ?? 1, output: kept };
}
