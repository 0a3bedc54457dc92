import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import { afterEach, describe, expect, test } from 'vitest';
import rules from '../.dependency-cruiser.mjs';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** Names of the rules that a tree with just these files breaks. */
async function brokenRules(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'hearth-imports-'));
  folders.push(folder);
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), content);
  }
  const tops = [...new Set(Object.keys(files).map((file) => file.split('/')[0] ?? file))];
  const { output } = await cruise(
    tops.filter((top) => top !== 'node_modules'),
    {
      ruleSet: { forbidden: rules.forbidden } as never,
      validate: true,
      baseDir: folder,
      tsPreCompilationDeps: true,
      doNotFollow: { path: 'node_modules' },
    },
  );
  return (output as ICruiseResult).summary.violations.map((violation) => violation.rule.name);
}

const library = (name: string) => ({
  [`node_modules/${name}/package.json`]: JSON.stringify({
    name,
    version: '1.0.0',
    main: 'index.js',
  }),
  [`node_modules/${name}/index.js`]: 'module.exports = {};',
});

describe('the import rules bite', () => {
  const planted: readonly [rule: string, files: Readonly<Record<string, string>>][] = [
    [
      'app-without-node',
      {
        'app/clock.ts':
          "import { readFileSync } from 'node:fs';\nexport const read = readFileSync;",
      },
    ],
    [
      'app-is-pure',
      { 'app/a.ts': "export * from '../main/b.ts';", 'main/b.ts': 'export const b = 1;' },
    ],
    [
      'app-dataset-sees-only-rooms-before-it',
      {
        'app/dataset/a.ts': "export * from '../training/b.ts';",
        'app/training/b.ts': 'export const b = 1;',
      },
    ],
    [
      'zod-at-the-boundary',
      {
        'app/training/a.ts': "export * from 'zod';",
        'package.json': '{"dependencies":{"zod":"1"}}',
        ...library('zod'),
      },
    ],
    [
      'engine-stands-alone',
      {
        'main/engine/a.ts': "export * from '../store/b.ts';",
        'main/store/b.ts': 'export const b = 1;',
      },
    ],
    [
      'store-stands-alone',
      {
        'main/store/a.ts': "export * from '../runs/b.ts';",
        'main/runs/b.ts': 'export const b = 1;',
      },
    ],
    [
      'engine-only-by-contract',
      {
        'main/runs/a.ts': "export * from '../engine/b.ts';",
        'main/engine/b.ts': 'export const b = 1;',
      },
    ],
    [
      'runtimes-in-their-room',
      {
        'main/runs/a.ts': "export * from 'onnxruntime-node';",
        'package.json': '{"dependencies":{"onnxruntime-node":"1"}}',
        ...library('onnxruntime-node'),
      },
    ],
    [
      'electron-in-its-host',
      {
        'main/serve.ts': "export * from 'electron';",
        'package.json': '{"devDependencies":{"electron":"1"}}',
        ...library('electron'),
      },
    ],
    [
      'page-knows-no-machine',
      { 'renderer/a.ts': "export * from '../main/b.ts';", 'main/b.ts': 'export const b = 1;' },
    ],
    [
      'views-apart',
      {
        'renderer/views/runs/a.ts': "export * from '../models/b.ts';",
        'renderer/views/models/b.ts': 'export const b = 1;',
      },
    ],
    ['no-cycles', { 'app/a.ts': "export * from './b.ts';", 'app/b.ts': "export * from './a.ts';" }],
  ];

  test.each(planted)('%s', async (rule, files) => {
    expect(await brokenRules(files)).toContain(rule);
  });

  test('a lawful tree breaks none', async () => {
    expect(
      await brokenRules({
        'app/training/a.ts': "export * from '../dataset/b.ts';",
        'app/dataset/b.ts': 'export const b = 1;',
        'main/store/c.ts': "export * from '../../app/dataset/b.ts';",
      }),
    ).toEqual([]);
  });
});
