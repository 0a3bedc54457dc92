import { z } from 'zod';
import {
  type AppError,
  type ErrorCode,
  type ErrorOf,
  UNSUPPORTED_REASONS,
  USAGE_PROBLEMS,
} from '../../errors.ts';
import { PRICE_SHEET_ERROR_FIELDS } from './price-sheet-errors.ts';
import { texts } from './values.ts';

const text = z.string();
const number = z.number();
const shape = z.array(z.number());

/** The fields of every code: a code or a field missing here does not compile. */
export const ERROR_FIELDS = {
  'file/not-found': { path: text },
  'file/not-readable': { path: text },
  'file/not-writable': { path: text },
  'file/disk-full': { path: text },
  'file/format-unknown': { path: text },
  'file/json-invalid': { path: text, row: number, column: number },
  'dataset/not-found': { name: text },
  'dataset/name-taken': { name: text },
  'dataset/name-invalid': { name: text },
  'dataset/in-use': { name: text, runs: number },
  'dataset/empty': { path: text },
  'dataset/ragged-row': { path: text, row: number, expectedColumns: number, foundColumns: number },
  'dataset/bad-value': { path: text, row: number, column: text, value: text, expected: text },
  'dataset/encoding-invalid': { path: text, row: number },
  'dataset/unterminated-quote': { path: text, row: number },
  'dataset/column-duplicate': { path: text, column: text },
  'dataset/column-missing': { column: text, columns: texts },
  'dataset/target-missing': { column: text, columns: texts },
  'dataset/target-value-missing': { path: text, row: number, column: text },
  'dataset/target-one-class': { column: text, value: text },
  'dataset/class-too-small': { className: text, rows: number, needed: number },
  'dataset/too-few-rows': { rows: number, needed: number },
  'dataset/no-features': { path: text },
  'dataset/task-unsupported': { task: text, path: text },
  'dataset/idx-truncated': { path: text, expectedBytes: number, foundBytes: number },
  'dataset/idx-header': { path: text, offset: number, found: text },
  'dataset/idx-pair-missing': { path: text, looked: text },
  'dataset/idx-count-mismatch': { images: number, labels: number },
  'dataset/archive-damaged': { path: text },
  'dataset/image-unreadable': { path: text },
  'dataset/image-too-large': { path: text, pixels: number, maximumPixels: number },
  'dataset/folder-empty': { path: text },
  'dataset/class-folder-empty': { path: text },
  'dataset/too-large': { path: text, bytes: number, maximumBytes: number },
  'dataset/recipe-invalid': { path: text, place: text, expected: text },
  'dataset/damaged': { name: text, path: text },
  'architecture/layer-unknown': { layerId: text, type: text, known: texts },
  'architecture/layer-id-duplicate': { layerId: text },
  'architecture/config-unknown': { layerId: text, key: text, known: texts },
  'architecture/config-unsupported': {
    layerId: text,
    key: text,
    reason: z.enum(UNSUPPORTED_REASONS),
  },
  'architecture/config-invalid': { layerId: text, key: text, value: text, expected: text },
  'architecture/input-missing': { layerId: text, input: text, known: texts },
  'architecture/input-later': { layerId: text, input: text },
  'architecture/cycle': { layerId: text, cycle: texts },
  'architecture/input-count': { layerId: text, expected: number, found: number },
  'architecture/layer-unused': { layerId: text, takers: texts },
  'architecture/output-missing': { output: text, known: texts },
  'architecture/output-duplicate': { layerId: text, output: text },
  'architecture/mask-refused': { layerId: text, type: text, source: text, takers: texts },
  'architecture/rank-mismatch': { layerId: text, expectedRank: number, actual: shape },
  'architecture/window-too-large': { layerId: text, window: shape, actual: shape },
  'architecture/shape-mismatch': { layerId: text, expected: shape, actual: shape },
  'architecture/output-mismatch': { layerId: text, expected: shape, actual: shape },
  'architecture/output-activation': { layerId: text, expected: text, actual: text },
  'architecture/loss-mismatch': { layerId: text, loss: text, fitting: texts },
  'architecture/no-layers': {},
  'architecture/input-not-first': { layerId: text },
  'architecture/too-many-parameters': { layerId: text, parameters: number, maximum: number },
  'architecture/memory-short': {
    layerId: text,
    layerBytes: number,
    neededBytes: number,
    memoryBytes: number,
  },
  'architecture/output-too-large': { layerId: text, shape, numbers: number, maximum: number },
  'architecture/template-unknown': { template: text, known: texts },
  'architecture/template-task': { template: text, task: text, known: texts },
  'architecture/file-invalid': { path: text, place: text, expected: text },
  'model/not-found': { model: text },
  'plan/field-unknown': { field: text, known: texts },
  'plan/field-invalid': { field: text, value: text, expected: text },
  'plan/fields-exclusive': { field: text, other: text },
  'plan/batch-larger-than-split': { batchSize: number, split: text, rows: number },
  'run/not-found': { run: text },
  'run/name-ambiguous': { run: text, matches: number },
  'run/not-active': { run: text, status: text },
  'run/active': { run: text, status: text },
  'run/not-resumable': {
    run: text,
    reason: z.enum(['completed', 'no-checkpoint', 'dataset-changed']),
  },
  'run/no-weights': { run: text },
  'run/input-invalid': { place: text, value: text, expected: text },
  'engine/loss-not-finite': { step: number, epoch: number },
  'engine/out-of-memory': { requestedBytes: number },
  'engine/memory-short': { neededBytes: number, availableBytes: number },
  'engine/ended': { exit: text, lastEpoch: number.nullable() },
  'engine/unavailable': { engine: text, reason: text },
  'engine/checkpoint-damaged': { path: text },
  'store/schema-newer-than-app': { found: number, supported: number },
  'store/migration-changed': { migration: text },
  'store/damaged': { path: text },
  'store/backup-invalid': { path: text },
  'home/locked': { path: text, processId: number },
  'home/not-writable': { path: text },
  'host/port-in-use': { port: number },
  'host/unreachable': { path: text },
  'host/version-mismatch': { host: text, client: text },
  'settings/unknown-key': { key: text, known: texts },
  'settings/invalid': { key: text, value: text, expected: text },
  'facts/sheet-invalid': { sheet: text, row: number, problem: text },
  'cost/price-missing': { instanceType: text, region: text },
  'cost/tariff-unknown': { region: text },
  'cost/correlation-impossible': { row: number },
  ...PRICE_SHEET_ERROR_FIELDS,
  'peers/not-built': { peer: text, folder: text },
  'peers/tool-missing': { tool: text, command: text },
  'peers/failed': { peer: text, reason: text },
  'peers/build-failed': { stage: text, reason: text },
  'contract/malformed': { request: text, place: text, problem: text },
  'contract/unknown-request': { request: text },
  'usage/invalid': {
    problem: z.enum(USAGE_PROBLEMS),
    subject: text,
    expected: text.nullable(),
  },
  cancelled: {},
  'internal/bug': { logId: text },
} as const satisfies {
  [Code in ErrorCode]: {
    [Field in Exclude<keyof ErrorOf<Code>, 'code'>]-?: z.ZodType<ErrorOf<Code>[Field]>;
  };
};

const [first, ...others] = Object.entries(ERROR_FIELDS).map(([code, fields]) =>
  z.object({ code: z.literal(code), ...fields }),
);
if (first === undefined) throw new Error('There are no error codes.');

/** Every expected failure as it crosses a boundary. The cast is covered by the check above. */
export const appError = z
  .discriminatedUnion('code', [first, ...others])
  .meta({ id: 'AppError' }) as unknown as z.ZodType<AppError, AppError>;
