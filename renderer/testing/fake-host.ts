import type { Sample, StoredModel } from '../../app/contract/requests.ts';
import type { StoredScenario } from '../../app/contract/scenarios.ts';
import type { Measurement } from '../../app/cost/measurement/measurement.ts';
import type { Dataset } from '../../app/dataset/dataset.ts';
import { type AppError, fail, ok, type Result } from '../../app/errors.ts';
import type { DatasetId } from '../../app/ids.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../app/settings.ts';
import { aDataset, anImageDataset, aRun, aRunDetail } from '../../app/testing/builders.ts';
import type { RunSummary } from '../../app/training/run.ts';
import { anAudit } from './fake-audit.ts';
import { type Answers, FakeBridge } from './fake-bridge.ts';
import {
  aProfile,
  aTargetPlot,
  someBrowsedImages,
  someBrowsedRows,
  someCorrelations,
} from './fake-explore.ts';
import { fakeMarket } from './fake-market.ts';
import { fakeMeasurements } from './fake-measurements.ts';
import { fakeModels } from './fake-models.ts';
import { fakePacks } from './fake-packs.ts';
import { fakePrices } from './fake-prices.ts';
import { aRecipePreview, aRecipeReport } from './fake-recipes.ts';
import { fakeScenarios } from './fake-scenarios.ts';
import {
  aDiskReport,
  aDoctorReport,
  aHost,
  aMeasuredReport,
  aPreview,
  aSeries,
  SAMPLES,
  someRows,
} from './fixtures.ts';

export interface FakeState {
  readonly datasets?: readonly Dataset[];
  readonly runs?: readonly RunSummary[];
  readonly samples?: readonly Sample[];
  readonly models?: readonly StoredModel[];
  readonly measurements?: readonly Measurement[];
  readonly scenarios?: readonly StoredScenario[];
  readonly settings?: Partial<Settings>;
  readonly interruptedRuns?: readonly RunSummary[];
  /** Win over the fake's own answers. */
  readonly answers?: Answers;
}

/** A host in memory: enough of one that views can be walked through and tested without a machine behind them. */
export function fakeHost(state: FakeState = {}): FakeBridge {
  let datasets = state.datasets ?? [];
  let removed: readonly Dataset[] = [];
  let settings: Settings = { ...DEFAULT_SETTINGS, language: 'en', ...state.settings };
  const runs = state.runs ?? [];

  const find = (name: string): Result<Dataset> => {
    const found = datasets.find((dataset) => dataset.name === name || dataset.id === name);
    return found === undefined ? fail({ code: 'dataset/not-found', name }) : ok(found);
  };
  const store = (dataset: Dataset): Result<Dataset> => {
    if (datasets.some(({ name }) => name === dataset.name)) {
      return fail({ code: 'dataset/name-taken', name: dataset.name });
    }
    datasets = [...datasets, dataset];
    bridge.tell('dataset.changed', dataset);
    return ok(dataset);
  };

  const answers: Answers = {
    'host.report': () => ok(aHost({ interruptedRuns: state.interruptedRuns ?? [] })),
    'samples.list': () =>
      ok(
        (state.samples ?? SAMPLES).map((sample) => ({
          ...sample,
          imported: datasets.some(({ name }) => name === sample.name),
        })),
      ),
    'samples.import': ({ sample }) => store(datasetOfSample(sample)),
    'datasets.list': () => ok(datasets),
    'datasets.get': ({ dataset }) => find(dataset),
    'datasets.cancel-import': () => ok(null),
    'datasets.preview': ({ path, options }) =>
      path.endsWith('missing.csv')
        ? fail({ code: 'file/not-found', path })
        : ok(aPreview({ path, ...(options.task && { task: options.task }) })),
    'datasets.import': ({ name }) =>
      store(aDataset({ id: `dataset-${name}` as DatasetId, name, source: '/data/flowers.csv' })),
    'datasets.rows': ({ dataset, split, offset, limit }) => {
      const found = find(dataset);
      if (!found.ok) return found;
      const total = found.value.rows[split];
      return ok({ total, rows: someRows(offset, limit, total) });
    },
    'explore.images': ({ dataset, offset, limit, ...query }) => {
      const found = find(dataset);
      return found.ok ? ok(someBrowsedImages(found.value, query, offset, limit)) : found;
    },
    'explore.correlations': ({ dataset }) => {
      const found = find(dataset);
      return found.ok ? ok(someCorrelations(found.value)) : found;
    },
    'explore.target': ({ dataset, column }) => {
      const found = find(dataset);
      return found.ok ? ok(aTargetPlot(found.value, column)) : found;
    },
    'explore.profile': ({ dataset }) => {
      const found = find(dataset);
      return found.ok ? ok(aProfile(found.value)) : found;
    },
    'explore.rows': ({ dataset, offset, limit, ...query }) => {
      const found = find(dataset);
      return found.ok ? someBrowsedRows(found.value, query, offset, limit) : found;
    },
    'datasets.rename': ({ dataset, name }) => {
      const found = find(dataset);
      if (!found.ok) return found;
      if (datasets.some((other) => other.name === name)) {
        return fail({ code: 'dataset/name-taken', name });
      }
      const renamed = { ...found.value, name };
      datasets = datasets.map((other) => (other.id === renamed.id ? renamed : other));
      bridge.tell('dataset.changed', renamed);
      return ok(renamed);
    },
    'datasets.delete': ({ dataset }) => {
      const found = find(dataset);
      if (!found.ok) return found;
      removed = [...removed, found.value];
      datasets = datasets.filter(({ id }) => id !== found.value.id);
      bridge.tell('dataset.deleted', { datasetId: found.value.id });
      return ok(null);
    },
    'datasets.undelete': ({ dataset }) => {
      const found = removed.find(({ id }) => id === dataset);
      return found === undefined ? notFound(dataset) : store(found);
    },
    'datasets.audit': ({ dataset }) => {
      const found = find(dataset);
      return found.ok ? ok(anAudit({ dataset: found.value.name })) : found;
    },
    'labels.find': ({ dataset }) => fail({ code: 'labels/no-folds', name: dataset }),
    'labels.compare': ({ dataset }) => fail({ code: 'labels/not-corrected', name: dataset }),
    'recipes.show': ({ dataset }) => {
      const found = find(dataset);
      return found.ok ? ok(aRecipeReport(found.value)) : found;
    },
    'recipes.preview': ({ recipe }) => ok(aRecipePreview(recipe ?? undefined)),
    'recipes.check': () => ok({ rows: { train: 105, val: 22, test: 23 } }),
    'recipes.apply': ({ name }) =>
      store(aDataset({ id: `dataset-${name}` as DatasetId, name, source: 'sample:iris' })),
    'runs.list': ({ status, offset, limit }) => {
      const matching = runs.filter((run) => status === undefined || status.includes(run.status));
      return ok({ total: matching.length, runs: matching.slice(offset, offset + limit) });
    },
    'runs.get': ({ run }) => {
      const found = runs.find(({ id }) => id === run);
      return found === undefined
        ? fail({ code: 'run/not-found', run })
        : ok(aRunDetail({ run: found }));
    },
    'runs.series': ({ tags }) =>
      ok((tags ?? ['loss', 'val/loss', 'accuracy', 'val/accuracy']).map((tag) => aSeries(tag))),
    'runs.resume': ({ run }) => {
      const found = state.interruptedRuns?.find(({ id }) => id === run);
      return found === undefined
        ? fail({ code: 'run/not-found', run })
        : ok({ ...found, status: 'queued' as const });
    },
    ...fakeModels(state.models ?? []),
    ...fakeMeasurements(state.measurements ?? [], () => bridge),
    ...fakePacks(() => bridge),
    ...fakePrices(
      (sheet) => bridge.tell('prices.changed', { sheet }),
      () => settings,
    ),
    ...fakeScenarios(state.scenarios ?? []),
    ...fakeMarket(),
    'runs.start': ({ tags, model }) =>
      ok([aRun({ status: 'queued', tags, modelName: model.name })]),
    'settings.get': () => ok(settings),
    'settings.set': ({ changes }) => {
      settings = { ...settings, ...changes };
      bridge.tell('settings.changed', settings);
      return ok(settings);
    },
    'tariffs.list': () =>
      ok([
        tariff(
          'Germany',
          'DE',
          0.298,
          363,
          'GlobalPetrolPrices, business, December 2025',
          '2025-12',
        ),
        tariff('China', 'CN', 0.091, 544, 'GlobalPetrolPrices, business, December 2025', '2025-12'),
        tariff('Japan', 'JP', 0.21, 480, 'GlobalPetrolPrices, business, December 2025', '2025-12'),
      ]),
    'disk.report': () => ok(aDiskReport()),
    'disk.prune': () => ok({ checkpoints: 31, sizeBytes: aDiskReport().prunable.sizeBytes }),
    'doctor.report': ({ measure }) => ok(measure ? aMeasuredReport() : aDoctorReport()),
    'doctor.stop': () => ok(null),
  };
  const bridge = new FakeBridge({ ...answers, ...state.answers });
  return bridge;
}

function notFound(name: string): { ok: false; error: AppError } {
  return { ok: false, error: { code: 'dataset/not-found', name } };
}

function datasetOfSample(sample: string): Dataset {
  if (sample === 'digits') return anImageDataset();
  return aDataset({
    id: `dataset-${sample}` as DatasetId,
    name: sample,
    source: `sample:${sample}`,
  });
}

function tariff(
  region: string,
  iso2: string,
  usdPerKwh: number,
  carbonGPerKwh: number,
  source: string,
  asOf: string,
) {
  const from = { source, asOf, kind: 'sheet' as const };
  return { region, iso2, usdPerKwh, carbonGPerKwh, source: from };
}
