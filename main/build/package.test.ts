import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const asar = createRequire(import.meta.url)('@electron/asar') as {
  listPackage(archive: string, options: { isPack: boolean }): string[];
  extractFile(archive: string, file: string): Buffer;
  extractAll(archive: string, folder: string): void;
};

/** Without a TensorFlow pack on this machine the package has no addon. */
const REFUSED = /packs\/(wheel-missing|addon-missing)/;
const PACKING_MS = 300_000;

describe.runIf(process.platform === 'linux')('the packaged application', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hearth-package-'));
  const resources = join(folder, 'release', 'linux-unpacked', 'resources');
  const archive = join(resources, 'app.asar');
  const unpacked = (path: string) => existsSync(join(resources, 'app.asar.unpacked', path));
  let files: readonly string[] = [];

  beforeAll(async () => {
    const script = join(root, 'main', 'build', 'package.ts');
    await run(process.execPath, [script, '--output', join(folder, 'release')], { cwd: root });
    files = asar.listPackage(archive, { isPack: false });
  }, PACKING_MS);
  afterAll(() => rmSync(folder, { recursive: true }));

  test('holds the programs, the page, migrations, samples and facts', () => {
    for (const file of [
      '/package.json',
      '/dist/main/electron.js',
      '/dist/main/cli.js',
      '/dist/main/engine.js',
      '/dist/main/row-worker.js',
      '/dist/main/order-worker.js',
      '/dist/main/seal-worker.js',
      '/dist/main/audit-worker.js',
      '/dist/main/import-worker.js',
      '/dist/main/check-tensorflow.js',
      '/dist/preload/preload.cjs',
      '/dist/renderer/index.html',
    ]) {
      expect(files).toContain(file);
    }
    expect(existsSync(join(resources, 'migrations', '0001_create_datasets.sql'))).toBe(true);
    expect(existsSync(join(resources, 'resources', 'samples', 'iris.csv'))).toBe(true);
    expect(existsSync(join(resources, 'resources', 'facts', 'cloud_gpu_prices.json'))).toBe(true);
  });

  test('starts its programs by the names that they have in it', () => {
    const programs = files.filter((file) => /^\/dist\/main\/.*\.js$/.test(file));
    for (const file of programs) {
      const code = asar.extractFile(archive, file.slice(1)).toString('utf8');
      expect(code, file).not.toMatch(/new URL\(["'][^"']+\.ts["']/);
    }
  });

  test('holds native modules as files, of this system alone', () => {
    const target = `${process.platform}/${process.arch}`;
    const natives = files.filter((file) => /\.(node|so|dll|dylib)(\.|$)/.test(file));
    expect(natives.length).toBeGreaterThanOrEqual(6);
    for (const file of natives) expect(unpacked(file), file).toBe(true);
    const runtimes = natives.filter((file) => file.includes('/onnxruntime-node/'));
    expect(runtimes.length).toBeGreaterThan(0);
    for (const file of runtimes) expect(file).toContain(`/napi-v6/${target}/`);
    const others = process.arch === 'x64' ? 'arm64' : 'x64';
    for (const file of natives) expect(file).not.toMatch(new RegExp(`win32|darwin|musl|${others}`));
  });

  test('holds nothing else: no source, test, document or package that is bundled', () => {
    const packages = new Set(
      files.flatMap((file) => /^\/node_modules\/((?:@[^/]+\/)?[^/@][^/]*)/.exec(file)?.[1] ?? []),
    );
    const system = `${process.platform}-${process.arch}`;
    expect([...packages].sort()).toEqual(
      [
        '@duckdb/node-api',
        '@duckdb/node-bindings',
        `@duckdb/node-bindings-${system}`,
        '@img/colour',
        `@img/sharp-libvips-${system}`,
        `@img/sharp-${system}`,
        '@tensorflow/tfjs',
        '@tensorflow/tfjs-backend-cpu',
        '@tensorflow/tfjs-backend-webgl',
        '@tensorflow/tfjs-converter',
        '@tensorflow/tfjs-core',
        '@tensorflow/tfjs-data',
        '@tensorflow/tfjs-layers',
        '@tensorflow/tfjs-node-gpu',
        'better-sqlite3',
        'detect-libc',
        'google-protobuf',
        'long',
        'onnxruntime-common',
        'onnxruntime-node',
        'progress',
        'seedrandom',
        'semver',
        'sharp',
      ].sort(),
    );
    const own = files.filter((file) => !file.startsWith('/node_modules'));
    for (const file of own) expect(file).toMatch(/^\/(dist($|\/)|package\.json$)/);
    for (const file of files) expect(file).not.toMatch(/\.(ts|md|map)$|\.test\./);
  });

  test('has all that it loads: away from the checkout it imports and trains', async () => {
    const away = join(folder, 'away');
    asar.extractAll(archive, join(away, 'app'));
    for (const name of ['migrations', 'resources']) {
      cpSync(join(resources, name), join(away, name), { recursive: true });
    }
    const hearth = async (...words: readonly string[]) => {
      const program = join(away, 'app', 'dist', 'main', 'cli.js');
      const options = [program, ...words, '--json', '--home', join(folder, 'home')];
      const { stdout } = await run(process.execPath, options, { cwd: away });
      return stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
    };
    // What is found only in a checkout would be named as missing, and asked for first.
    const packs = join(folder, 'home-of-packs');
    const listed = hearth('doctor', '--install', 'tensorflow', '--from', away, '--home', packs);
    await expect(listed).rejects.toMatchObject({ stdout: expect.stringMatching(REFUSED) });
    await hearth('import', 'sample:digits');
    const trained = await hearth(
      ...['train', '--dataset', 'digits', '--template', 'image-softmax', '--set', 'epochs=1'],
    );
    expect(trained.at(-1)).toMatchObject({ event: 'run', run: { status: 'completed' } });
  });
});
