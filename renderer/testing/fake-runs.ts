import { costOfRun } from '../../app/cost/estimate-run.ts';
import { fail, ok, type Result } from '../../app/errors.ts';
import { aggregateMetrics } from '../../app/metrics/aggregate.ts';
import type { ScoredRow } from '../../app/metrics/evaluation.ts';
import { anEvaluation, aRun, aRunDetail } from '../../app/testing/builders.ts';
import { runCostInputs } from '../../app/testing/cost-inputs.ts';
import type { RunDetail, RunStatus, RunSummary } from '../../app/training/run.ts';
import { isActive } from '../../app/training/run-status.ts';
import type { Answers, FakeBridge } from './fake-bridge.ts';
import { type FakeState, fakeHost } from './fake-host.ts';
import { aSeries, someRows } from './fixtures.ts';

/** As the fake training has them. */
const STEPS_PER_EPOCH = 24;

export interface FakeRunsState extends FakeState {
  readonly runs: readonly RunSummary[];
  /** What is stored of a run besides its summary. */
  readonly details?: Partial<RunDetail>;
}

/** A host in memory whose runs can be listed, steered, marked, looked into and deleted. */
export function fakeHostWithRuns({ details, ...state }: FakeRunsState): FakeBridge {
  let runs = state.runs;
  let removed: readonly RunSummary[] = [];

  const find = (name: string): Result<RunSummary> => {
    const found = runs.find((run) => run.id === name);
    return found === undefined ? fail({ code: 'run/not-found', run: name }) : ok(found);
  };
  const change = (name: string, changes: (run: RunSummary) => Partial<RunSummary>) => {
    const found = find(name);
    if (!found.ok) return found;
    const changed = { ...found.value, ...changes(found.value) };
    runs = runs.map((run) => (run.id === changed.id ? changed : run));
    bridge.tell('run.changed', changed);
    return ok(changed);
  };
  const steer = (name: string, status: RunStatus) => change(name, () => ({ status }));

  const answers: Answers = {
    'runs.list': ({ search, status, dataset, tag, groupId, sort, descending, offset, limit }) => {
      const matching = runs.filter(
        (run) =>
          (search === undefined || run.name.includes(search)) &&
          (status === undefined || status.includes(run.status)) &&
          (dataset === undefined || run.datasetName === dataset) &&
          (tag === undefined || run.tags.includes(tag)) &&
          (groupId === undefined || run.groupId === groupId),
      );
      const sorted = matching.toSorted(
        (left, right) =>
          (descending ? -1 : 1) * compare(sortValue(left, sort), sortValue(right, sort)),
      );
      return ok({ total: sorted.length, runs: sorted.slice(offset, offset + limit) });
    },
    'runs.get': ({ run }) => {
      const found = find(run);
      return found.ok ? ok(aRunDetail({ ...details, run: found.value })) : found;
    },
    'runs.series': ({ run, tags }) => {
      const found = find(run);
      if (!found.ok) return found;
      const epochTags = ['loss', 'val/loss', 'accuracy', 'val/accuracy'];
      const wanted = epochTags.filter((tag) => tags === null || tags.includes(tag));
      return ok(wanted.map((tag) => aSeries(tag, found.value.epochs, STEPS_PER_EPOCH)));
    },
    'runs.waiting': () => ok([]),
    'runs.pause': ({ run }) => steer(run, 'paused'),
    'runs.continue': ({ run }) => steer(run, 'running'),
    'runs.stop': ({ run }) => steer(run, 'stopped'),
    'runs.resume': ({ run, epochs }) =>
      change(run, ({ plannedEpochs }) => ({
        status: 'queued',
        error: null,
        plannedEpochs: epochs ?? plannedEpochs,
      })),
    'runs.rename': ({ run, name }) => change(run, () => ({ name })),
    'runs.note': ({ run, note }) => change(run, () => ({ note })),
    'runs.tag': ({ run, add, remove }) =>
      change(run, ({ tags }) => ({
        tags: [...tags.filter((tag) => !remove.includes(tag)), ...add],
      })),
    'runs.delete': ({ run }) => {
      const found = find(run);
      if (!found.ok) return found;
      const { id, name, status } = found.value;
      if (isActive(status)) return fail({ code: 'run/active', run: name, status });
      removed = [...removed, found.value];
      runs = runs.filter((other) => other.id !== id);
      bridge.tell('run.deleted', { runId: id });
      return ok(null);
    },
    'runs.undelete': ({ run }) => {
      const found = removed.find(({ id }) => id === run);
      if (found === undefined) return fail({ code: 'run/not-found', run });
      runs = [...runs, found];
      bridge.tell('run.changed', found);
      return ok(found);
    },
    'runs.aggregate': ({ groupId }) => {
      const group = runs.filter((run) => run.groupId === groupId);
      const finished = group.filter(({ status }) => status === 'completed');
      return ok({
        groupId,
        runs: group.map(({ id }) => id),
        metrics: aggregateMetrics(finished.map(({ metrics }) => metrics)),
      });
    },
    'runs.evaluate': ({ split }) => ok(anEvaluation({ split })),
    'runs.scored': ({ actual, predicted, onlyWrong, offset, limit }) => {
      const rows = SCORED.filter(
        (row) =>
          (actual === null || row.actual === actual) &&
          (predicted === null || row.predicted === predicted) &&
          (!onlyWrong || row.actual !== row.predicted),
      );
      return ok({ total: rows.length, rows: rows.slice(offset, offset + limit) });
    },
    'runs.predict': () =>
      ok({
        predictions: [
          {
            label: 'versicolor',
            probability: 0.87,
            probabilities: [
              { label: 'versicolor', probability: 0.87 },
              { label: 'virginica', probability: 0.12 },
              { label: 'setosa', probability: 0.01 },
            ],
          },
        ],
      }),
    'runs.cost': () => costOfRun(runCostInputs()),
    'runs.preview-cost': (work) => costOfRun({ ...runCostInputs(), ...work, energy: null }),
    'runs.export-series': () => ok({ csv: 'tag,step,epoch,value,wall_time\r\n' }),
  };
  const bridge = fakeHost({ ...state, answers: { ...answers, ...state.answers } });
  return bridge;
}

/** Five seeds of one plan, one of them still under way. */
export function someSeeds(): readonly RunSummary[] {
  return [1, 2, 3, 4, 5].map((seed) =>
    aRun({
      id: `run-seed-${seed}` as RunSummary['id'],
      name: `tabular-mlp · wine · ${seed}`,
      datasetName: 'wine',
      groupId: 'group-wine',
      seed,
      status: seed === 5 ? 'queued' : 'completed',
      createdAt: '2026-08-01T10:00:00.000Z',
      metrics: seed === 5 ? {} : { 'val/loss': 0.1 + seed / 100, 'val/accuracy': 0.9 + seed / 100 },
    }),
  );
}

/** The test split of iris as `anEvaluation` has it: one virginica taken for a versicolor, first. */
const SCORED: readonly ScoredRow[] = scoredRows();

function scoredRows(): readonly ScoredRow[] {
  const { confusion } = anEvaluation();
  if (confusion === null) return [];
  const { classes, counts } = confusion;
  const cells = counts.flatMap((row, actual) =>
    row.flatMap((count, predicted) =>
      Array.from({ length: count }, () => ({
        actual: classes[actual] ?? '',
        predicted: classes[predicted] ?? '',
      })),
    ),
  );
  const wrongFirst = cells.toSorted(
    (left, right) =>
      Number(left.actual === left.predicted) - Number(right.actual === right.predicted),
  );
  const raw = someRows(0, cells.length, cells.length);
  return wrongFirst.map((cell, index) => ({
    sourceRow: 5 * index,
    ...cell,
    probability: 0.6 + (index % 40) / 100,
    values: { ...raw[index]?.values, species: cell.actual },
  }));
}

function sortValue(run: RunSummary, sort = 'createdAt'): string | number {
  if (sort === 'createdAt' || sort === 'name' || sort === 'status') return run[sort];
  if (sort === 'seed') return run.seed;
  return run.metrics[sort] ?? Number.POSITIVE_INFINITY;
}

function compare(left: string | number, right: string | number): number {
  return left < right ? -1 : Number(left > right);
}
