import { readdir } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { previewDataset } from '../preview-dataset.ts';
import { type TestEntry, tarOf, zipOf } from '../testing/archive-files.ts';
import { csvOf, type Rows, writeParquet } from '../testing/table-files.ts';
import { unwrap, useWorkspace } from '../testing/workspace.ts';
import { archiveKind } from './archive-kind.ts';
import { safeName } from './entry-name.ts';
import { openArchive } from './open-archive.ts';

const workspace = useWorkspace();

const TABLE: Rows = [
  ['a', 'y'],
  ...Array.from({ length: 20 }, (_, row) => [row * 1.5, ['x', 'z'][row % 2] ?? '']),
];
const CSV = csvOf(TABLE);
const GB18030 = { 数据: Uint8Array.of(0xca, 0xfd, 0xbe, 0xdd) };

describe('a table in an archive', () => {
  test.each<[string, string, () => Uint8Array]>([
    ['zip', 'zip', () => zipOf([{ name: 'in/a.csv', content: CSV }])],
    ['tar', 'tar', () => tarOf([{ name: 'in/a.csv', content: CSV }])],
    ['tar.gz', 'tar.gz', () => gzipSync(tarOf([{ name: 'in/a.csv', content: CSV }]))],
    ['gzip within zip', 'zip', () => zipOf([{ name: 'in/a.csv', content: gzipSync(CSV) }])],
  ])('as %s is the same table', async (_, kind, archive) => {
    const plain = unwrap(await workspace.importFile(await workspace.write('a.csv', CSV)));
    const path = await workspace.write('a.bin', archive());
    const preview = unwrap(await previewDataset(path, {}));
    expect(preview).toMatchObject({
      path,
      suggestedName: 'a.bin',
      totalRows: 20,
      source: { archive: { kind, files: 1, names: ['in/a.csv'], member: 'in/a.csv' } },
    });
    const { rm } = await import('node:fs/promises');
    await rm(workspace.datasetsFolder(), { recursive: true });
    expect(unwrap(await workspace.importFile(path)).fingerprint).toBe(plain.fingerprint);
  });

  test('that must be read by jumping is unpacked from its gzip', async () => {
    const path = workspace.path('a.parquet');
    await writeParquet(path, TABLE);
    const { readFile } = await import('node:fs/promises');
    const packed = await workspace.write('b.parquet.gz', gzipSync(await readFile(path)));
    expect(unwrap(await previewDataset(packed, {}))).toMatchObject({
      format: 'parquet',
      totalRows: 20,
      source: { archive: { kind: 'gzip' } },
    });
  });

  test('has its Chinese name, in UTF-8 or GB18030, and errors say it', async () => {
    const bad = `${CSV}oops,x\n`;
    const entries = [{ name: Buffer.concat([GB18030.数据, Buffer.from('/a.csv')]), content: bad }];
    for (const archive of [zipOf(entries), tarOf(entries)]) {
      const path = await workspace.write('cn.bin', archive);
      const result = await workspace.importFile(path);
      expect(result).toMatchObject({
        error: { code: 'dataset/bad-value', path: `${path}/数据/a.csv`, row: 22, column: 'a' },
      });
    }
    expect(await workspace.left()).toEqual([]);
  });

  test.each([
    ['zip', zipOf],
    ['tar', tarOf],
  ])('has names in one encoding, though some of them are valid in another: %s', async (_, pack) => {
    // 猫 in GB18030 is è in UTF-8; 狗 is nothing there.
    const bytes = { 猫: Uint8Array.of(0xc3, 0xa8), 狗: Uint8Array.of(0xb9, 0xb7) };
    const entries = Object.values(bytes).flatMap((name) =>
      ['a', 'b', 'c'].map((file) => ({
        name: Buffer.concat([name, Buffer.from(`/${file}.txt`)]),
        content: `${file} ${name[1]}`,
      })),
    );
    const path = await workspace.write('pets.bin', pack(entries));
    const preview = unwrap(await previewDataset(path, {}));
    expect(preview.classCounts.map(({ name }) => name).toSorted()).toEqual(['狗', '猫']);
    const latin = entries.slice(0, 3);
    const folders = [...latin, ...latin.map((one) => ({ ...one, name: `e/${one.content}.txt` }))];
    const other = unwrap(
      await previewDataset(await workspace.write('latin.bin', pack(folders)), {}),
    );
    expect(other.classCounts.map(({ name }) => name).toSorted()).toEqual(['e', 'è']);
  });

  test('among several is chosen by size, or by name', async () => {
    const small = csvOf([['b', 'label'], ...TABLE.slice(1, 8)]);
    const path = await workspace.write(
      'some.zip',
      zipOf([
        { name: '__MACOSX/._big.csv', content: 'junk' },
        { name: 'small.csv', content: small },
        { name: 'big.csv', content: CSV },
        { name: 'readme.txt', content: 'Words about the tables. '.repeat(100) },
      ]),
    );
    const preview = unwrap(await previewDataset(path, {}));
    expect(preview.source.archive).toMatchObject({
      members: ['big.csv', 'small.csv', 'readme.txt'],
      member: 'big.csv',
    });
    expect(unwrap(await previewDataset(path, { member: 'small.csv' }))).toMatchObject({
      totalRows: 7,
    });
    expect(await previewDataset(path, { member: 'none.csv' })).toMatchObject({
      error: { code: 'dataset/member-missing', member: 'none.csv' },
    });
  });
});

test('arrays in a folder of a zip are packed data, not an NPZ', () => {
  const zip = { path: 'a.zip', name: 'a.zip', folder: false, complete: false, gzip: false };
  const sight = { ...zip, head: Buffer.from('PK\u0003\u0004') };
  expect(archiveKind({ ...sight, names: ['in/x.npy', 'in/y.npy'] })).toBe('zip');
  expect(archiveKind({ ...sight, names: ['x.npy', 'y.npy'] })).toBeNull();
});

describe('an archive that would do harm is not unpacked', () => {
  const csv = { name: 'a.csv', content: CSV };
  const entry = (name: string, more: Partial<TestEntry> = {}) => ({ name, content: 'x', ...more });
  test.each<[string, string, readonly TestEntry[]]>([
    ['absolute path', 'outside', [csv, entry('/etc/passwd')]],
    ['drive', 'outside', [csv, entry('C:\\x')]],
    ['parent', 'outside', [csv, entry('in/../../x')]],
    ['parent by backslash', 'outside', [csv, entry('..\\x')]],
    ['link', 'link', [csv, entry('x', { mode: 0o120777, content: '/etc/passwd' })]],
    ['pipe', 'special', [csv, entry('x', { mode: 0o010644 })]],
    ['device name', 'device-name', [csv, entry('in/CON.txt')]],
    ['NUL in a name', 'name', [csv, entry('a\0.csv')]],
    ['trailing dot', 'name', [csv, entry('a.')]],
    ['one name twice', 'collision', [csv, entry('a.csv')]],
    ['names that differ by case', 'collision', [csv, entry('A.csv')]],
    ['folders that differ by case', 'collision', [entry('in/a'), entry('IN/b')]],
    ['a file in place of a folder', 'collision', [entry('in'), entry('in/b')]],
    ['encrypted', 'encrypted', [{ ...csv, encrypted: true }]],
    ['archive within', 'nested', [{ name: 'b.zip', content: zipOf([csv]) }]],
  ])('%s', async (_, danger, entries) => {
    const path = await workspace.write('bad.zip', zipOf(entries));
    expect(await workspace.importFile(path)).toMatchObject({
      error: { code: 'dataset/archive-unsafe', path, danger },
    });
    expect(await workspace.left()).toEqual([]);
    expect(await readdir(workspace.path('.'))).toEqual(['bad.zip', 'datasets']);
  });

  test.each([
    ['link', { name: 'x', content: '', type: '2' }, { danger: 'link' }],
    ['hard link', { name: 'x', content: '', type: '1' }, { danger: 'link' }],
    ['device', { name: 'x', content: '', type: '3' }, { danger: 'special' }],
    ['parent', { name: '../x', content: 'x' }, { danger: 'outside' }],
    [
      'long name that leads out',
      { name: `${'../'.repeat(50)}x`, content: 'x' },
      { danger: 'outside' },
    ],
    ['size beyond the file', { name: 'x', content: 'x', claimedBytes: 8e9 }, {}],
  ])('tar: %s', async (_, entry, error) => {
    const path = await workspace.write('bad.tar', tarOf([csv, entry]));
    const code = 'danger' in error ? 'dataset/archive-unsafe' : 'dataset/archive-damaged';
    expect(await workspace.importFile(path)).toMatchObject({ error: { code, path, ...error } });
    expect(await workspace.left()).toEqual([]);
  });

  test('a bomb stops at the ratio, promised or not', async () => {
    const limits = { totalBytes: 1e9, entries: 10, ratio: 100, ratioFromBytes: 1e5 };
    const content = Buffer.alloc(1e6);
    for (const claimedBytes of [undefined, 10]) {
      const bomb = zipOf([{ name: 'a', content, ...(claimedBytes && { claimedBytes }) }]);
      const path = await workspace.write('bomb.zip', bomb);
      const scratch = workspace.path(`scratch-${claimedBytes}`);
      const { mkdir } = await import('node:fs/promises');
      await mkdir(scratch);
      const opened = await openArchive({ path, member: undefined, scratch, limits });
      expect(opened).toMatchObject(
        claimedBytes === undefined ? { error: { entry: 'a', danger: 'ratio' } } : { ok: false },
      );
    }
  });

  test('cut anywhere, or with any byte changed, ends in a value', async () => {
    const zip = zipOf([csv, { name: 'b/c.csv', content: CSV }]);
    const tar = tarOf([csv, { name: 'b/c.csv', content: CSV }]);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(zip, tar),
        fc.nat(),
        fc.nat(255),
        fc.boolean(),
        async (archive, at, byte, cut) => {
          const changed = Buffer.from(archive);
          changed[at % changed.length] = byte;
          const bytes = cut ? archive.subarray(0, at % archive.length) : changed;
          const result = await previewDataset(await workspace.write('x.zip', bytes), {});
          expect(typeof result.ok).toBe('boolean');
        },
      ),
      { numRuns: 60 },
    );
  });
});

test('no name leads out of its folder', () => {
  const part = fc.constantFrom('a', '..', '.', '', '/', '\\', 'C:', '猫', ' ', '\0', 'nul');
  fc.assert(
    fc.property(fc.array(part), (parts) => {
      for (const glue of ['/', '\\', '']) {
        const checked = safeName(parts.join(glue));
        if ('danger' in checked) continue;
        expect(checked.safe.split('/')).not.toContain('..');
        expect(checked.safe).not.toMatch(/^\/|\\|\0/);
      }
    }),
  );
});
