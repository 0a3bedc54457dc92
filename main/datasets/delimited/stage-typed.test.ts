import { mkdir, readdir, rm } from 'node:fs/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inspectFile } from '../open-bytes.ts';
import { unwrap, useWorkspace } from '../testing/workspace.ts';
import { BLOCK_ROWS } from './column-store.ts';
import { keepColumns } from './keep-columns.ts';
import type { KeptColumns } from './kept-columns.ts';
import { type StagedTable, stageDelimited } from './stage.ts';
import { stageTyped } from './stage-typed.ts';
import { sqlText, TableSession } from './table-session.ts';

const workspace = useWorkspace();

/** A table as it was read: names, kept values with their facts, and the cells that can be asked for. */
async function told(session: TableSession, table: StagedTable, kept: KeptColumns | null) {
  if (kept === null) throw new Error('Nothing was kept');
  const columns = [];
  for (const index of table.names.keys()) {
    const column = kept.column(index);
    if (column === undefined) throw new Error(`Column ${index} was not kept`);
    const numbers = column.kind === 'numbers';
    const room = numbers ? new Float64Array(BLOCK_ROWS) : new Uint16Array(BLOCK_ROWS);
    const values: unknown[] = [];
    for await (const block of kept.blocks(column, room)) values.push(...block.values);
    columns.push(
      numbers
        ? { values, facts: column.facts }
        : { cells: values.map((code) => column.cells[Number(code)]), counts: column.counts },
    );
  }
  const { dialect, names, rows } = table;
  const from = `read_parquet(${sqlText(table.parquetPath)})`;
  const cells = await session.rows(`SELECT * FROM ${from} ORDER BY row`);
  return { dialect, names, rows, columns, cells };
}

/** A file as it is read straight into columns, and as it is staged first; null for either that declines. */
async function readBoth(content: string) {
  const path = await workspace.write('t.csv', content);
  const file = unwrap(await inspectFile(path));
  const [typed, checked] = [workspace.path('typed'), workspace.path('checked')];
  for (const folder of [typed, checked]) {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder);
  }
  const first = await TableSession.with(typed, undefined, async (session) => {
    const folders = { output: typed, scratch: typed };
    const work = { session, options: {}, folders, signal: undefined };
    const staged = await stageTyped(work, file, 1);
    if (staged === null) return null;
    return told(session, staged, session.kept(staged.parquetPath) ?? null);
  });
  const second = await TableSession.with(checked, undefined, async (session) => {
    const folders = { output: checked, scratch: checked };
    const staged = await stageDelimited(session, file, {}, folders);
    if (!staged.ok) return null;
    return told(session, staged.value, await keepColumns(session, staged.value, 1));
  });
  return { typed: first, checked: second, left: await readdir(typed) };
}

test('reads plain files as they are read where they are staged first', async () => {
  for (const content of [
    'a,b\n1,x\n2,y\n',
    'a,b\r\n1.5,猫\r\n-0,',
    '\ufeffa;b\n007;x y\n1e3; \n',
    '"a","b"\n"1","x"\n2,"y,z"\n',
    'a\tb\n1\tx\n\t\n',
    '1|2\n3|4\n',
    'a,b\n0.1234567890123,x\n12345678901234567890,y\nNA,null\n 7 ,z\nabc,q\n1e99,r\n',
  ]) {
    const { typed, checked } = await readBoth(content);
    expect({ content, isTyped: typed !== null }).toEqual({ content, isTyped: true });
    expect(typed).toEqual(checked);
  }
});

test('declines what needs interpreting, and leaves nothing then', async () => {
  for (const rest of [
    '1,"x\ny"\n',
    '1, "x"\n',
    '1,"x""y"\n',
    "1,'x'\n",
    '1,x"y\n',
    '1,x\n\n2,y\n',
    '1,x\r2,y\n',
    '1,x\r\n2,y\n',
    '1,x\n2\n',
    '1,x\n2,y,z\n',
    '1,\u0000\n',
    '1,\u001e\n',
    '+1,x\n2,y\n',
    '1,x\n.5,y\n',
    '1,x\n3,z\n1_000,y\n',
    '1,x\n1e-300,y\n',
  ]) {
    const { typed, left } = await readBoth(`a,b\n${rest}`);
    expect({ rest, typed }).toEqual({ rest, typed: null });
    expect(left).toEqual([]);
  }
});

test('never reads a file otherwise than one that is staged first', async () => {
  const size = fc.double({ noNaN: true, noDefaultInfinity: true, min: 1e-5, max: 1e6 });
  const odd = ['+3', '1e300', '.5', '5.', '-', '1 2'];
  const number = fc.oneof(
    { weight: 20, arbitrary: fc.integer({ min: -5000, max: 5000 }).map(String) },
    { weight: 20, arbitrary: size.map(String) },
    { weight: 20, arbitrary: size.map((value) => value.toPrecision(15)) },
    {
      weight: 20,
      arbitrary: fc.constantFrom('1.50', '-0', '1e3', ' 7 ', '007', 'NA', '', 'x', 'inf'),
    },
    { weight: 1, arbitrary: fc.constantFrom(...odd) },
  );
  const text = fc.string({
    unit: fc.constantFrom('a', '1', ' ', '"', "'", ',', '\n', '猫', '\t', '\u00a0', 'NA', '-'),
    maxLength: 4,
  });
  const usual = fc.constantFrom('red', 'green ', '', '😀', 'NA');
  const row = fc.tuple(
    number,
    fc.oneof({ weight: 30, arbitrary: usual }, { weight: 1, arbitrary: text }),
  );
  let read = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(row, { minLength: 1, maxLength: 12 }),
      fc.constantFrom('\n', '\r\n'),
      async (rows, end) => {
        const lines = rows.map((cells) => `${cells.join(',')}${end}`);
        const { typed, checked } = await readBoth(`a,b${end}${lines.join('')}`);
        if (typed === null) return;
        read += 1;
        expect(typed).toEqual(checked);
      },
    ),
    { numRuns: 80 },
  );
  expect(read).toBeGreaterThan(25);
});
