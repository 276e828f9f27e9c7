/** Type-checks files with TypeScript 5.2, the oldest that the SDK's types are for. */
import ts from '@tsd/typescript';

/**
 * @param files their paths
 * @param module how imports are resolved: `node16` or `nodenext`
 * @returns what is wrong, one line each; nothing where all is well
 */
export function problemsInTypeScript52(files: readonly string[], module: 'node16' | 'nodenext'): readonly string[] {
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: false,
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2022.d.ts', 'lib.dom.d.ts'],
    types: [],
    module: module === 'node16' ? ts.ModuleKind.Node16 : ts.ModuleKind.NodeNext,
  };
  return ts
    .getPreEmitDiagnostics(ts.createProgram(files, options))
    .map(({ file, messageText }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`);
}
