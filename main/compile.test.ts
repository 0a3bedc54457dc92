import { afterAll, beforeAll, expect, test } from 'vitest';
import { RealCli } from './testing/real-cli.ts';

const cli = new RealCli();
beforeAll(async () => {
  const imported = await cli.run(['import', 'sample:iris', '--name', 'iris']);
  expect(imported.status, imported.stderr).toBe(0);
});
afterAll(() => cli.remove());

const GIVEN = ['compile', '--dataset', 'iris', '--template', 'tabular-mlp'];

test('a graph is shown as this machine would run it, or by standard operators', async () => {
  const shown = await Promise.all(
    [[], ['--plan', 'machine'], ['--plan', 'standard']].map((plan) =>
      cli.run([...GIVEN, ...plan, '--dump', 'onnx', '--json']),
    ),
  );
  const [byDefault, machine, standard] = shown.map(({ stdout }) => JSON.parse(stdout));
  expect(byDefault).toEqual(machine);
  expect(machine.planned).toMatchObject({
    tuned: false,
    execution: { threads: expect.any(Number) },
  });
  expect(standard.planned.execution).toEqual({ blockSize: 0, threads: 1 });
  expect(standard.stages[0].text).not.toContain('nchwc');
});

test('another plan is refused', async () => {
  expect(await cli.refusal([...GIVEN, '--plan', 'fast'], 2)).toMatchObject({
    code: 'usage/invalid',
    expected: 'machine | standard',
  });
});
