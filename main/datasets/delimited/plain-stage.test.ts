import { mkdir, readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inspectFile } from '../open-bytes.ts';
import { unwrap, useWorkspace } from '../testing/workspace.ts';
import { surveyText } from './encoding.ts';
import { stagePlain } from './plain-stage.ts';
import { stageDelimited } from './stage.ts';
import { sqlText, TableSession } from './table-session.ts';

const workspace = useWorkspace();

/** Rows as DuckDB alone read them, and as they are read after checking; the first null where it declined. */
async function readBoth(content: string) {
  const path = await workspace.write('t.csv', content);
  const file = unwrap(await inspectFile(path));
  const { facts } = unwrap(await surveyText(file));
  const [plain, checked] = [workspace.path('plain'), workspace.path('checked')];
  for (const folder of [plain, checked]) await mkdir(folder, { recursive: true });
  return TableSession.with(plain, undefined, async (session) => {
    const rows = (parquet: string) =>
      session.rows(`SELECT * FROM read_parquet(${sqlText(parquet)}) ORDER BY row`);
    const layout = { delimiter: ',', quote: '"', header: true, decimal: 'point' } as const;
    const parquetPath = workspace.path('plain/rows.parquet');
    const found =
      facts === null
        ? null
        : await stagePlain(session, file, facts, layout, 2, { parquetPath, scratch: plain });
    // An encoding that is given is not surveyed, so that this is the checking reader.
    const dialect = { ...layout, encoding: 'utf-8' as const };
    const folders = { output: checked, scratch: checked };
    const staged = await stageDelimited(session, file, { dialect }, folders);
    return {
      plain: found === null ? null : await rows(parquetPath),
      checked: staged.ok ? await rows(staged.value.parquetPath) : null,
    };
  });
}

test('takes plain files, with quotes and either line end', async () => {
  for (const content of ['a,b\n1,x\n2,y\n', 'a,b\r\n1,"x,""q"" z"\r\n,y', '\ufeffa,b\n猫,1\n']) {
    const { plain, checked } = await readBoth(content);
    expect(plain).not.toBeNull();
    expect(plain).toEqual(checked);
  }
});

test('leaves what needs interpreting to the checking reader', async () => {
  for (const rest of [
    '1,"x\ny"\n',
    '1, "x"\n',
    '1,x\n\n2,y\n',
    '1,x\r2,y\n',
    '1,\u0000\n',
    '1\n',
  ]) {
    expect((await readBoth(`a,b\n${rest}`)).plain).toBeNull();
    expect(await readFile(workspace.path('t.csv'))).toBeDefined();
  }
});

test('never reads a file otherwise than the checking reader', async () => {
  const cell = fc.string({
    unit: fc.constantFrom('a', '1', ' ', '"', '""', ',', '\n', '\r\n', '猫', '\t'),
    maxLength: 6,
  });
  await fc.assert(
    fc.asyncProperty(fc.array(cell, { minLength: 1, maxLength: 5 }), async (cells) => {
      const { plain, checked } = await readBoth(
        `a,b\n${cells.map((text) => `x,${text}\n`).join('')}`,
      );
      if (plain !== null) expect(plain).toEqual(checked);
    }),
    { numRuns: 150 },
  );
});
