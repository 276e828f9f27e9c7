import { describe, expect, it } from 'vitest';
import { publishedManifest } from './published-manifest.ts';

const source = {
  name: '@belltower/things',
  version: '1.2.3',
  license: 'MIT',
  exports: { '.': './src/index.ts', './part': './src/part/one.ts', './things.json': './things.json' },
  files: ['things.json'],
  scripts: { pack: 'pack' },
  dependencies: { zod: '4.6.7' },
  devDependencies: { '@belltower/dev': '*' },
};

describe('a published package.json', () => {
  it('leads to the JavaScript and its types, and has nothing of the repository in it', () => {
    expect(publishedManifest(source)).toEqual({
      name: '@belltower/things',
      version: '1.2.3',
      license: 'MIT',
      exports: {
        '.': { types: './index.d.ts', default: './index.js' },
        './part': { types: './part/one.d.ts', default: './part/one.js' },
        './things.json': './things.json',
        './package.json': './package.json',
      },
      dependencies: { zod: '4.6.7' },
    });
  });

  it('leads `require` to what is built for it, where that is so', () => {
    const { exports } = publishedManifest(
      { ...source, exports: { './part': './src/part/one.ts' } },
      { commonJs: true },
    );
    expect(exports).toEqual({
      './part': {
        import: { types: './part/one.d.ts', default: './part/one.js' },
        require: { types: './cjs/part/one.d.ts', default: './cjs/part/one.js' },
      },
      './package.json': './package.json',
    });
  });

  it('is refused to a private package, and to a version that is none', () => {
    expect(() => publishedManifest({ ...source, private: true })).toThrow('is private');
    expect(() => publishedManifest({ ...source, version: '*' })).toThrow('x.y.z is expected');
  });

  it('names an exact version of another package of ours', () => {
    const on = (range: string) => () => publishedManifest({ ...source, dependencies: { '@belltower/events': range } });
    expect(on('0.1.0')()).toMatchObject({ dependencies: { '@belltower/events': '0.1.0' } });
    expect(on('*')).toThrow('@belltower/things depends on @belltower/events@*: an exact version is expected');
    expect(on('^0.1.0')).toThrow('an exact version is expected');
  });
});
