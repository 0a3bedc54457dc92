import { fail, ok, type Result } from '../../app/errors.ts';
import type { RunId } from '../../app/ids.ts';
import { aggregateMetrics } from '../../app/metrics/aggregate.ts';
import { seriesCsv } from '../../app/metrics/series-csv.ts';
import { DEFAULT_ENGINE, ENGINES } from '../../app/training/engines.ts';
import { planWith } from '../../app/training/read-plan.ts';
import type { RunSummary } from '../../app/training/run.ts';
import type { RunPlan } from '../../app/training/run-plan.ts';
import { isActive } from '../../app/training/run-status.ts';
import { listedAdapters } from '../adapters/webgpu-adapter.ts';
import { placeInitialWeights } from '../runs/branch-run.ts';
import { checkDevice } from '../runs/card-list.ts';
import { engineAnswer } from '../runs/engine-answer.ts';
import { checkPrecision, engineSetting, withAdapter, withCard } from '../runs/engine-setting.ts';
import { checkRun, storeRuns } from '../runs/start-runs.ts';
import { tryAdapter } from '../runs/try-adapter.ts';
import { type Context, freshId, type HandlersOf, isoNow } from './context.ts';
import { exportRun } from './export-run.ts';
import { foldsOf, startFolds } from './fold-runs.ts';
import { predict } from './predict.ts';
import { findUsers, recommend } from './recommend.ts';
import { scoredRows } from './scored-rows.ts';

/** Requests about runs: start and steer them, list and mark them, look into them. */
export function runRequests(context: Context): HandlersOf<'runs'> {
  const { store, hub, queue, scores, folders, cards, machine, preparations } = context;

  function changed(result: Result<RunSummary>): Result<RunSummary> {
    if (result.ok) hub.emit('run.changed', result.value);
    return result;
  }

  /** Finds a run and applies a change to it. */
  function change(
    run: string,
    apply: (found: RunSummary) => Result<RunSummary>,
  ): Result<RunSummary> {
    const found = store.runs.find(run);
    return found.ok ? changed(apply(found.value)) : found;
  }

  /** Puts stored runs in line; the engine starts when their turn comes. */
  function enqueue(runs: readonly RunSummary[]): void {
    for (const run of runs) hub.emit('run.changed', run);
    for (const run of runs) queue.add(run.id);
  }

  /** Looks at the cards, and whether a run could have the engine, the card and the precision that it asks for. */
  async function checkEngine(
    { device, engine, precision }: RunPlan,
    ...begun: string[]
  ): Promise<Result<null>> {
    const { threads, device: usual } = store.settings.read();
    const there = await cards.look();
    const setting = engineSetting(folders, threads, engine, ...begun);
    const { engine: used = DEFAULT_ENGINE } = setting;
    const precise = checkPrecision(precision, used);
    if (!precise.ok) return precise;
    const asked = device ?? (ENGINES[used].choosesCard ? usual : null);
    const named = checkDevice(asked, used, there);
    // Nobody shall install a pack to hear then that the card is another.
    if (!named.ok && there.length > 0) return named;
    const lack = await machine.lackOf(used);
    if (lack !== null) return fail(lack);
    const placed = withAdapter(setting, asked);
    if (asked === null || placed.adapter === undefined) return named;
    const listed = await listedAdapters(process.platform);
    const names = listed.filter(({ software }) => !software).map(({ name }) => name);
    return tryAdapter(context.startEngine, placed, asked, names);
  }

  /** Tells a training run's engine something; a run in line is not training yet. */
  function steer(run: string, tell: 'pause' | 'continue' | 'stop'): Result<RunSummary> {
    const found = store.runs.find(run);
    if (!found.ok) return found;
    const { id, name, status } = found.value;
    if (tell === 'stop' && queue.withdraw(id)) {
      return changed(store.runs.update(id, { status: 'stopped', endedAt: isoNow() }));
    }
    const active = queue.active(id);
    if (active === null) return fail({ code: 'run/not-active', run: name, status });
    active[tell]();
    return found;
  }

  /** The run, unless it trains or waits: then what was asked for has to wait. */
  function atRest(run: string): Result<RunSummary> {
    const found = store.runs.find(run);
    if (!found.ok || !isActive(found.value.status)) return found;
    // Where the disk was full, a run's end could not be stored; but it is no longer in line.
    if (!queue.has(found.value.id)) return found;
    return fail({ code: 'run/active', run: found.value.name, status: found.value.status });
  }

  return {
    'runs.start': async ({ dataset, folds, token = freshId('start'), ...rest }) => {
      const found = store.datasets.find(dataset);
      if (!found.ok) return found;
      const checked = await checkEngine(rest.plan);
      if (!checked.ok) return checked;
      const wanted = { ...rest, dataset: found.value };
      const runs =
        folds === undefined
          ? storeRuns(store, wanted, freshId, isoNow())
          : await preparations.run(token, (signal) =>
              startFolds(context, wanted, folds, {
                onProgress: (index, done, total, unit = 'rows') =>
                  hub.emit('import.progress', { token, done, total, unit, fold: { index, folds } }),
                signal,
              }),
            );
      if (runs.ok) enqueue(runs.value);
      return runs;
    },

    'runs.list': (query) => store.runs.list(query),

    'runs.get': ({ run }) => {
      const found = store.runs.find(run);
      return found.ok ? store.runs.get(found.value.id) : found;
    },

    'runs.waiting': () => ok(queue.waiting()),

    'runs.series': ({ run, tags, maximumPoints }) => {
      const found = store.runs.find(run);
      return found.ok ? ok(store.series.read(found.value.id, tags, maximumPoints)) : found;
    },

    'runs.pause': ({ run }) => steer(run, 'pause'),
    'runs.continue': ({ run }) => steer(run, 'continue'),
    'runs.stop': ({ run }) => steer(run, 'stop'),

    'runs.resume': async ({ run, epochs, engine, device }) => {
      const found = atRest(run);
      if (!found.ok) return found;
      const { id, name, status, epochs: done } = found.value;
      if (epochs !== null && epochs <= done) {
        const expected = `integer > ${done}`;
        return fail({ code: 'plan/field-invalid', field: 'epochs', value: `${epochs}`, expected });
      }
      const detail = store.runs.get(id);
      if (!detail.ok) return detail;
      const plan = planWith(detail.value.plan, {
        ...(epochs !== null && { epochs }),
        ...(engine !== undefined && { engine }),
        ...(device !== undefined && { device }),
      });
      if (!plan.ok) return plan;
      const checked = await checkEngine(plan.value, found.value.engine);
      if (!checked.ok) return checked;
      if (status === 'completed' && plan.value.epochs <= detail.value.plan.epochs) {
        return fail({ code: 'run/not-resumable', run: name, reason: 'completed' });
      }
      if (store.checkpoints.latest(id) === null && done > 0) {
        return fail({ code: 'run/not-resumable', run: name, reason: 'no-checkpoint' });
      }
      const queued = store.runs.update(id, {
        status: 'queued',
        plan: plan.value,
        error: null,
        endedAt: null,
      });
      if (queued.ok) enqueue([queued.value]);
      return queued;
    },

    'runs.branch': async ({ run, plan, name }) => {
      const found = store.runs.find(run);
      if (!found.ok) return found;
      const detail = store.runs.get(found.value.id);
      if (!detail.ok) return detail;
      const weights = scores.resultCheckpoint(detail.value);
      if (!weights.ok) return weights;
      const dataset = store.datasets.find(found.value.datasetId);
      if (!dataset.ok) return dataset;
      const changedPlan = planWith({ ...detail.value.plan, seeds: 1 }, { ...plan });
      if (!changedPlan.ok) return changedPlan;
      const checked = await checkEngine(changedPlan.value);
      if (!checked.ok) return checked;
      const branched = store.transaction(() => {
        const runs = storeRuns(
          store,
          {
            dataset: dataset.value,
            model: detail.value.model,
            template: found.value.template,
            plan: changedPlan.value,
            name: name ?? `${found.value.name} ↳`,
            tags: found.value.tags,
          },
          freshId,
          isoNow(),
        );
        if (!runs.ok) return runs;
        for (const { id } of runs.value) {
          const placed = placeInitialWeights(folders, id, weights.value);
          if (!placed.ok) return placed;
        }
        return runs;
      });
      if (!branched.ok) return branched;
      const [first] = branched.value;
      if (first === undefined) throw new Error('A branch stored no run');
      enqueue(branched.value);
      return ok(first);
    },

    'runs.rename': ({ run, name }) => change(run, ({ id }) => store.runs.update(id, { name })),
    'runs.tag': ({ run, add, remove }) =>
      change(run, ({ id }) => store.runs.changeTags(id, { add, remove })),
    'runs.note': ({ run, note }) => change(run, ({ id }) => store.runs.update(id, { note })),

    'runs.delete': ({ run }) => {
      const found = atRest(run);
      if (!found.ok) return found;
      const deleted = store.runs.markDeleted(found.value.id, isoNow());
      if (deleted.ok) hub.emit('run.deleted', { runId: found.value.id });
      return deleted;
    },
    'runs.undelete': ({ run }) => changed(store.runs.undelete(run)),

    'runs.aggregate': ({ groupId }) => {
      const runs = store.runs.group(groupId);
      const finished = runs.filter(({ status }) => status === 'completed');
      const folds = foldsOf(store, runs);
      return ok({
        groupId,
        runs: runs.map(({ id }) => id),
        metrics: aggregateMetrics(finished.map(({ metrics }) => metrics)),
        ...(folds !== null && { folds }),
      });
    },

    'runs.evaluate': async ({ run, split }) => {
      const found = atRest(run);
      if (!found.ok) return found;
      const { id } = found.value;
      const evaluation = await context.conclusion.evaluate(id, split);
      if (evaluation.ok) changed(store.runs.find(id));
      return evaluation;
    },

    'runs.scored': (query) => scoredRows(context, query),
    'runs.predict': ({ run, ...asked }) => predict(context, run, asked),

    'runs.recommend': (query) => recommend(context, query),
    'runs.users': (query) => findUsers(context, query),

    'runs.cost': async ({ run }) => {
      const found = store.runs.find(run);
      return found.ok ? context.pricing.price(found.value.id as RunId) : found;
    },

    'runs.plan-execution': async ({ dataset, model, plan }) => {
      const found = store.datasets.find(dataset);
      if (!found.ok) return found;
      const checked = checkRun({ dataset: found.value, model, plan });
      if (!checked.ok) return checked;
      const work = {
        kind: 'plan',
        datasetFolder: folders.dataset(found.value.id),
        model,
        plan,
        ...withCard(
          withAdapter(
            engineSetting(folders, store.settings.read().threads, plan.engine),
            plan.device,
          ),
          cards.freest()?.uuid,
        ),
        tuningFolder: folders.tuning,
      } as const;
      const planned = await engineAnswer(context.startEngine, work, 'planned');
      if (!planned.ok) return planned;
      const { execution, tuned } = planned.value;
      return ok({ execution, tuned });
    },
    'runs.preview-cost': (work) => context.pricing.preview(work),

    'runs.export': (asked) => exportRun(context, asked),
    'runs.export-series': ({ run }) => {
      const found = store.runs.find(run);
      return found.ok ? ok({ csv: seriesCsv(store.series.readAll(found.value.id)) }) : found;
    },
  };
}
