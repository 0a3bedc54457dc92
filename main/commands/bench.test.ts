import { afterAll, expect, test } from 'vitest';
import { benchReport } from '../../app/contract/schemas/bench.ts';
import { RealCli } from '../testing/real-cli.ts';

// The real command line, on the case that is ready soonest; the peers are looked for where none are.
const cli = new RealCli();
process.env.HEARTH_PEERS = cli.at('no-peers');
const SHORT = ['bench', '--case', 'mf', '--rounds', '1', '--seconds', '0.2'];

afterAll(() => cli.remove());

test('one case, shortly: the report that is promised, and absent peers say where they were sought', async () => {
  const { status, stdout, stderr } = await cli.run([...SHORT, '--json']);
  expect(status, stderr).toBe(0);
  const report = benchReport.parse(JSON.parse(stdout));
  expect(report.cases).toMatchObject([{ name: 'mf', batchSize: 256 }]);
  const [measured] = report.cases;
  expect(measured?.samplesPerSecond).toBeGreaterThan(0);
  expect(measured?.sessionMs).toBeGreaterThan(0);
  expect(measured?.stepsPerCall).toBeGreaterThan(0);
  expect(measured?.callShare).toBeGreaterThan(0);
  expect(report).toMatchObject({ engine: 'onnx/cpu', device: { kind: 'cpu' }, pytorch: null });
  expect(measured?.peakShare).toBeCloseTo(
    (measured?.gflops ?? 0) / (report.gemmPeakGflops ?? 0),
    9,
  );
  for (const [name, peer] of Object.entries(measured?.peers ?? {})) {
    expect(peer, name).toMatchObject({ absent: { code: 'peers/not-built' } });
    expect('absent' in peer && JSON.stringify(peer.absent)).toContain('no-peers');
  }
  expect(report.geometricMeans).toEqual({
    'pytorch-eager': null,
    'pytorch-compiled': null,
    'pytorch-best': null,
    'tfjs-node': null,
  });
});

test.each([
  ['a case that there is not', ['bench', '--case', 'dance']],
  ['no length', ['bench', '--seconds', '0']],
  ['an engine that there is not', ['bench', '--engine', 'onnx/steam']],
  ['no time to compile', ['bench', '--compile-budget', '0']],
  ['rounds in words', ['bench', '--rounds', 'many']],
])('%s is wrong usage', async (_name, words) => {
  expect(await cli.refusal(words, 2)).toMatchObject({
    code: 'usage/invalid',
    problem: 'value-invalid',
  });
});
