/** A package.json as it stands in the workspace, as far as publishing is concerned. */
export interface SourceManifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  /** Names to sources (`./src/x.ts`), or to files that are published as they are. */
  readonly exports: Readonly<Record<string, string>>;
  /** What is published beside the built sources. */
  readonly files?: readonly string[];
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

/** What only the repository needs. `files` would keep out what was built: the folder holds nothing else anyway. */
const LEFT_OUT = new Set(['scripts', 'devDependencies', 'files']);

/** The folder with what `require` gets. */
export const COMMON_JS_FOLDER = 'cjs';

const OURS = '@belltower/';
const EXACT = /^\d+\.\d+\.\d+$/;

/**
 * The package.json that is published: its exports lead to the JavaScript and its types, and nothing of the repository is in it.
 *
 * A dependency on another of our packages is a workspace link here and would be a promise there, so it must name a version.
 *
 * @throws {Error} when the package is private, or a version is none that a stranger could install
 */
export function publishedManifest(
  source: SourceManifest,
  { commonJs = false }: { readonly commonJs?: boolean } = {},
): Readonly<Record<string, unknown>> {
  if (source.private) throw new Error(`${source.name} is private: it is not published`);
  if (!EXACT.test(source.version))
    throw new Error(`${source.name} has the version ${source.version}: x.y.z is expected`);
  for (const [name, range] of Object.entries(source.dependencies ?? {})) {
    if (name.startsWith(OURS) && !EXACT.test(range)) {
      throw new Error(`${source.name} depends on ${name}@${range}: an exact version is expected`);
    }
  }
  const kept = Object.entries(source).filter(([field]) => !LEFT_OUT.has(field));
  const exports = Object.entries(source.exports).map(([name, file]) => [name, builtFrom(file, commonJs)]);
  return {
    ...Object.fromEntries(kept),
    exports: { ...Object.fromEntries(exports), './package.json': './package.json' },
  };
}

function builtFrom(file: string, commonJs: boolean) {
  if (!file.startsWith('./src/')) return file;
  const path = file.replace('./src/', '').replace(/\.ts$/, '');
  const built = (folder: string) => ({ types: `${folder}${path}.d.ts`, default: `${folder}${path}.js` });
  return commonJs ? { import: built('./'), require: built(`./${COMMON_JS_FOLDER}/`) } : built('./');
}
