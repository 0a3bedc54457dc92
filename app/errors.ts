import type { PackGap } from './pack-gaps.ts';
import type { PriceSheetError } from './price-sheet-errors.ts';
import type { Shape } from './shape.ts';

/**
 * Every expected failure, as data. Fields name the place; `error-text.ts` has the words.
 * Codes are stable: scripts rely on them. Rows and columns count from 1, as in an editor.
 */
export type AppError =
  // files and folders
  | { code: 'file/not-found'; path: string }
  | { code: 'file/not-readable'; path: string }
  | { code: 'file/not-writable'; path: string }
  | { code: 'file/disk-full'; path: string }
  | { code: 'file/format-unknown'; path: string }
  | { code: 'file/json-invalid'; path: string; row: number; column: number }
  // datasets
  | { code: 'dataset/not-found'; name: string }
  | { code: 'dataset/name-taken'; name: string }
  | { code: 'dataset/name-invalid'; name: string }
  | { code: 'dataset/in-use'; name: string; runs: number }
  | { code: 'dataset/empty'; path: string }
  | {
      code: 'dataset/ragged-row';
      path: string;
      row: number;
      expectedColumns: number;
      foundColumns: number;
    }
  | {
      code: 'dataset/bad-value';
      path: string;
      row: number;
      column: string;
      value: string;
      expected: string;
    }
  | { code: 'dataset/encoding-invalid'; path: string; row: number }
  | { code: 'dataset/unterminated-quote'; path: string; row: number }
  | { code: 'dataset/column-duplicate'; path: string; column: string }
  | { code: 'dataset/column-missing'; column: string; columns: readonly string[] }
  | { code: 'dataset/target-missing'; column: string; columns: readonly string[] }
  | { code: 'dataset/target-value-missing'; path: string; row: number; column: string }
  | { code: 'dataset/value-missing'; path: string; row: number; column: string }
  /** A column with decimal commas and decimal points; the first cell of each. */
  | {
      code: 'dataset/decimal-mixed';
      path: string;
      row: number;
      column: string;
      value: string;
      commaRow: number;
      commaValue: string;
    }
  | { code: 'dataset/target-one-class'; column: string; value: string }
  | { code: 'dataset/class-too-small'; className: string; rows: number; needed: number }
  | { code: 'dataset/too-few-rows'; rows: number; needed: number }
  | { code: 'dataset/no-features'; path: string }
  /** Of a table of items: one that stands there twice, one of which nothing is said, and more than can be held. */
  | { code: 'dataset/item-duplicate'; path: string; row: number; item: string; firstRow: number }
  | { code: 'dataset/item-bare'; path: string; row: number; item: string }
  | { code: 'dataset/items-too-many'; path: string; rows: number; maximum: number }
  /** Ratings from a number on are choices, and there are none. */
  | { code: 'dataset/no-choices'; column: string; positiveFrom: number }
  /** A split of a long text that is shorter than a sample and the token behind it. */
  | {
      code: 'dataset/text-too-short';
      path: string;
      split: string;
      tokens: number;
      needed: number;
    }
  /** A split that no window of a time series and what follows it fit into. */
  | {
      code: 'dataset/series-too-short';
      path: string;
      split: string;
      window: number;
      horizon: number;
    }
  | { code: 'dataset/task-unsupported'; task: string; path: string }
  | { code: 'dataset/idx-truncated'; path: string; expectedBytes: number; foundBytes: number }
  | { code: 'dataset/idx-header'; path: string; offset: number; found: string }
  | { code: 'dataset/idx-pair-missing'; path: string; looked: string }
  | { code: 'dataset/idx-count-mismatch'; images: number; labels: number }
  | { code: 'dataset/image-data-invalid'; path: string; problem: ImageDataProblem; found: string }
  | {
      code: 'dataset/boxes-invalid';
      path: string;
      /** Row, or element, that is at fault; empty for the whole file. */
      place: string;
      problem: BoxProblem;
      found: string;
    }
  | { code: 'architecture/boxes-incomplete'; lacking: 'target' | 'sizes' | 'offsets' }
  | { code: 'dataset/archive-damaged'; path: string }
  | { code: 'dataset/image-unreadable'; path: string }
  | { code: 'dataset/image-too-large'; path: string; pixels: number; maximumPixels: number }
  | { code: 'dataset/folder-empty'; path: string }
  | { code: 'dataset/class-folder-empty'; path: string }
  /** Two files that should go line by line. */
  | {
      code: 'dataset/lines-unequal';
      path: string;
      lines: number;
      /** Name of the other file. */
      other: string;
      otherLines: number;
    }
  | { code: 'dataset/no-parallel-files'; path: string }
  | { code: 'dataset/too-large'; path: string; bytes: number; maximumBytes: number }
  | { code: 'dataset/recipe-invalid'; path: string; place: string; expected: string }
  | { code: 'dataset/damaged'; name: string; path: string }
  /** With `damage`, the reason is the part of the file that it is about, or empty; without, the words of the library that reads it. */
  | { code: 'dataset/file-damaged'; path: string; reason: string; damage?: FileDamage }
  | { code: 'dataset/idx-unnamed'; path: string }
  | {
      code: 'dataset/json-invalid';
      path: string;
      row: number;
      column: number;
      problem: JsonProblem;
    }
  | { code: 'dataset/table-missing'; path: string; table: string; tables: readonly string[] }
  | { code: 'dataset/no-tables'; path: string }
  /** Rows cannot be dealt out anew: none are kept, they follow each other in time, or their split is given. */
  | { code: 'dataset/no-folds'; name: string; reason: 'no-rows' | 'time' | 'given' }
  /** `className` is null where there are no classes. */
  | {
      code: 'dataset/folds-too-many';
      name: string;
      folds: number;
      rows: number;
      className: string | null;
    }
  /** No cross-validation of a dataset is whole, so that nobody can say which labels look wrong. */
  | { code: 'labels/no-folds'; name: string }
  /** Runs that cannot say it: of another dataset, or not all of them done. */
  | { code: 'labels/group-unfit'; group: string; name: string; reason: 'other' | 'incomplete' }
  | { code: 'labels/task-unsupported'; name: string; task: string }
  | { code: 'labels/row-missing'; name: string; row: number }
  | { code: 'labels/not-corrected'; name: string }
  | { code: 'dataset/already-imported'; path: string; name: string }
  | { code: 'dataset/archive-unsafe'; path: string; entry: string; danger: ArchiveDanger }
  | { code: 'dataset/member-missing'; path: string; member: string; members: readonly string[] }
  | { code: 'dataset/too-many-columns'; path: string; columns: number; maximumColumns: number }
  | {
      code: 'dataset/value-too-long';
      path: string;
      row: number;
      bytes: number;
      maximumBytes: number;
    }
  | { code: 'dataset/split-empty'; split: string }
  /** `position` counts characters from 1; null where there is no one place. */
  | {
      code: 'dataset/expression-invalid';
      field: ExpressionField;
      expression: string;
      position: number | null;
      problem: ExpressionProblem;
      detail: string;
      known: readonly string[];
    }
  | { code: 'dataset/no-images'; name: string }
  | { code: 'dataset/class-missing'; className: string; classes: readonly string[] }
  | { code: 'recipe/no-table'; path: string }
  | { code: 'recipe/invalid'; place: string; value: string; expected: string }
  // architecture
  | {
      code: 'architecture/layer-unknown';
      layerId: string;
      type: string;
      known: readonly string[];
    }
  | { code: 'architecture/layer-id-duplicate'; layerId: string }
  | {
      code: 'architecture/config-unknown';
      layerId: string;
      key: string;
      known: readonly string[];
    }
  /** An argument that Keras has; `reason` says what stands in its place. */
  | {
      code: 'architecture/config-unsupported';
      layerId: string;
      key: string;
      reason: UnsupportedReason;
    }
  | {
      code: 'architecture/config-invalid';
      layerId: string;
      key: string;
      value: string;
      expected: string;
    }
  | {
      code: 'architecture/input-missing';
      layerId: string;
      input: string;
      known: readonly string[];
    }
  /** Takes a layer that stands behind it, and could stand before it. */
  | { code: 'architecture/input-later'; layerId: string; input: string }
  /** Layers that wait for one another, in the order data flows; the first one is also the last. */
  | { code: 'architecture/cycle'; layerId: string; cycle: readonly string[] }
  | { code: 'architecture/input-count'; layerId: string; expected: number; found: number }
  /** `takers`: layers that could take it as the model stands. */
  | { code: 'architecture/layer-unused'; layerId: string; takers: readonly string[] }
  | { code: 'architecture/output-missing'; output: string; known: readonly string[] }
  | { code: 'architecture/output-duplicate'; layerId: string; output: string }
  /** `source` is the layer that masks; `takers` are layer types that could stand there instead. */
  | {
      code: 'architecture/mask-refused';
      layerId: string;
      type: string;
      source: string;
      takers: readonly string[];
    }
  | { code: 'architecture/rank-mismatch'; layerId: string; expectedRank: number; actual: Shape }
  | { code: 'architecture/window-too-large'; layerId: string; window: Shape; actual: Shape }
  | { code: 'architecture/shape-mismatch'; layerId: string; expected: Shape; actual: Shape }
  | { code: 'architecture/output-mismatch'; layerId: string; expected: Shape; actual: Shape }
  | { code: 'architecture/output-activation'; layerId: string; expected: string; actual: string }
  | {
      code: 'architecture/loss-mismatch';
      layerId: string;
      loss: string;
      fitting: readonly string[];
    }
  | { code: 'architecture/no-layers' }
  | { code: 'architecture/input-not-first'; layerId: string }
  | {
      code: 'architecture/too-many-parameters';
      layerId: string;
      parameters: number;
      maximum: number;
    }
  | {
      code: 'architecture/memory-short';
      layerId: string;
      layerBytes: number;
      neededBytes: number;
      memoryBytes: number;
    }
  /** `numbers` is what the layer gives for one sample. */
  | {
      code: 'architecture/output-too-large';
      layerId: string;
      shape: Shape;
      numbers: number;
      maximum: number;
    }
  | { code: 'architecture/template-unknown'; template: string; known: readonly string[] }
  | {
      code: 'architecture/template-task';
      template: string;
      task: string;
      known: readonly string[];
    }
  | { code: 'architecture/file-invalid'; path: string; place: string; expected: string }
  | { code: 'model/not-found'; model: string }
  // training plans and runs
  | { code: 'plan/field-unknown'; field: string; known: readonly string[] }
  | { code: 'plan/field-invalid'; field: string; value: string; expected: string }
  /** Two fields of which at most one can be set. */
  | { code: 'plan/fields-exclusive'; field: string; other: string }
  /** Samples that cannot be changed by chance, or whose answers would have to be changed with them. */
  | {
      code: 'plan/augmentation-not-for';
      task: string;
      reason: 'no-images' | 'boxes' | 'reconstruction';
    }
  /** What is mixed twice has more than two answers. */
  | { code: 'plan/mixed-twice' }
  | { code: 'plan/batch-larger-than-split'; batchSize: number; split: string; rows: number }
  | { code: 'run/not-found'; run: string }
  | { code: 'run/name-ambiguous'; run: string; matches: number }
  | { code: 'run/not-active'; run: string; status: string }
  | { code: 'run/active'; run: string; status: string }
  | {
      code: 'run/not-resumable';
      run: string;
      reason: 'completed' | 'no-checkpoint' | 'dataset-changed';
    }
  | { code: 'run/no-weights'; run: string }
  /** A user who is not in training, and a run whose model knows no users. */
  | { code: 'run/user-unknown'; user: string; users: number }
  | { code: 'run/no-users'; run: string; task: string }
  | { code: 'run/input-invalid'; place: string; value: string; expected: string }
  | { code: 'engine/loss-not-finite'; step: number; epoch: number }
  | { code: 'engine/out-of-memory'; requestedBytes: number }
  | { code: 'engine/memory-short'; neededBytes: number; availableBytes: number }
  | { code: 'engine/ended'; exit: string; lastEpoch: number | null }
  /** `detail` in the runtime's own words. */
  | { code: 'engine/device-failed'; engine: string; device: string; detail: string }
  /** `detail` names what was looked for or found; `command` is what to type next. */
  | {
      code: 'engine/runtime-missing';
      engine: string;
      problem: RuntimeProblem;
      detail: string;
      command: string;
    }
  /** No card goes by that index or UUID. */
  | { code: 'engine/card-unknown'; device: string; known: readonly string[] }
  /** An engine that cannot be told which card to take. */
  | { code: 'engine/chooses-no-card'; engine: string; device: string }
  | { code: 'engine/precision-not-on-runtime'; precision: string; engine: string }
  | { code: 'engine/checkpoint-damaged'; path: string }
  | { code: 'doctor/busy'; runs: number }
  | { code: 'doctor/too-slow'; engine: string; seconds: number }
  // store, home and hosts
  | { code: 'store/schema-newer-than-app'; found: number; supported: number }
  | { code: 'store/migration-changed'; migration: string }
  /** SQLite's native part does not load in this Node; `problem` is what Node says. */
  | { code: 'store/native-module'; problem: string }
  | { code: 'store/damaged'; path: string }
  | { code: 'store/backup-invalid'; path: string }
  | { code: 'home/locked'; path: string; processId: number }
  | { code: 'home/not-writable'; path: string }
  | { code: 'host/port-in-use'; port: number }
  | { code: 'host/unreachable'; path: string }
  | { code: 'host/version-mismatch'; host: string; client: string }
  | { code: 'settings/dollar-rate' }
  | { code: 'settings/unknown-key'; key: string; known: readonly string[] }
  | { code: 'settings/invalid'; key: string; value: string; expected: string }
  // facts and costs
  | { code: 'facts/sheet-invalid'; sheet: string; row: number; problem: string }
  | { code: 'cost/price-missing'; instanceType: string; region: string }
  | { code: 'cost/tariff-unknown'; region: string }
  /** `input` is an input's id, or a field of the scenario such as `choices.hourlyProfile`. */
  | { code: 'cost/input-invalid'; input: string; value: string; expected: string }
  | { code: 'cost/input-missing'; input: string }
  | { code: 'cost/range-invalid'; input: string; low: number; base: number; high: number }
  | { code: 'cost/choice-unknown'; choice: string; value: string }
  | { code: 'cost/currency-mixed'; input: string; currency: string; expected: string }
  | { code: 'cost/rate-missing'; currency: string }
  | { code: 'cost/run-unmeasured'; run: string }
  | { code: 'cost/measurement-empty'; measurement: string }
  | { code: 'scenario/not-found'; scenario: string }
  | { code: 'scenario/name-ambiguous'; scenario: string; matches: number }
  | { code: 'cost/scenario-invalid'; path: string; place: string; expected: string }
  /** `row` of a matrix of correlations that no set of inputs can have. */
  | { code: 'cost/correlation-impossible'; row: number }
  | PriceSheetError
  // the market lab
  /** `place` as JavaScript writes it: `events[0].cut`. */
  | { code: 'market/scenario-invalid'; place: string; value: string; expected: string }
  /** `column` counts from 1; `expected` is what could stand there. */
  | {
      code: 'market/equation-invalid';
      variable: string;
      equation: string;
      column: number;
      problem: EquationProblem;
      found: string;
      expected: string;
    }
  | { code: 'market/not-finite'; variable: string; year: number }
  | { code: 'market/no-price'; capabilityClass: string; date: string }
  // packs: runtimes installed by the doctor
  | { code: 'packs/not-installed'; pack: string }
  /** `file` is relative to the pack's folder. */
  | { code: 'packs/damaged'; pack: string; file: string }
  | {
      code: 'packs/platform-unsupported';
      pack: string;
      platform: string;
      supported: string;
      gap: PackGap;
    }
  | { code: 'packs/busy'; pack: string }
  | { code: 'packs/in-use'; pack: string; runs: number }
  /** Wheels: the archives that packs are made of. */
  | { code: 'packs/wheel-missing'; folder: string; files: readonly string[] }
  | { code: 'packs/wheel-foreign'; pack: string; path: string; expected: readonly string[] }
  | { code: 'packs/wheel-incomplete'; path: string; expectedBytes: number; foundBytes: number }
  | { code: 'packs/wheel-altered'; path: string; expectedSha256: string; foundSha256: string }
  | { code: 'packs/unpack-failed'; path: string; reason: string }
  | { code: 'packs/index-failed'; url: string; reason: string }
  | { code: 'packs/wheel-not-served'; file: string; url: string }
  | { code: 'packs/download-failed'; file: string; url: string; reason: string }
  | { code: 'packs/no-space'; folder: string; neededBytes: number; freeBytes: number }
  | { code: 'packs/compiler-missing'; pack: string; command: string }
  | { code: 'packs/addon-missing'; pack: string }
  | { code: 'packs/compile-failed'; compiler: string; reason: string }
  | { code: 'packs/package-missing'; package: string }
  | { code: 'packs/check-failed'; pack: string; reason: string }
  /** No failure of the installation: the pack is there, the machine lacks something. `needed` is a major version. */
  | { code: 'packs/driver-missing'; pack: string; needed: number }
  | { code: 'packs/driver-old'; pack: string; found: string; needed: number }
  // programs that Hearth is held against
  | { code: 'peers/not-built'; peer: string; folder: string }
  | { code: 'peers/tool-missing'; tool: string; command: string }
  | { code: 'peers/failed'; peer: string; reason: string }
  | { code: 'peers/other-device'; peer: string }
  | { code: 'peers/build-failed'; stage: string; reason: string }
  // measured servers
  | { code: 'meter/load-invalid'; field: string; value: string; expected: string }
  | { code: 'meter/url-invalid'; url: string }
  | { code: 'meter/host-unknown'; host: string }
  | { code: 'meter/address-public'; host: string; address: string }
  | { code: 'meter/unreachable'; url: string; reason: string }
  | { code: 'meter/not-compatible'; url: string; found: string }
  | { code: 'meter/unauthorized'; url: string }
  | { code: 'meter/no-models'; url: string }
  | { code: 'meter/model-missing'; model: string; known: readonly string[] }
  | { code: 'meter/model-unclear'; known: readonly string[] }
  /** `failure` is a `RequestFailure`; `said` is what the server said of it, if anything. */
  | { code: 'meter/answer-failed'; url: string; failure: string; said: string }
  | { code: 'meter/cut-short'; concurrency: number; failure: string }
  | { code: 'meter/busy'; url: string }
  | { code: 'meter/key-missing'; variable: string }
  | { code: 'measurement/not-found'; measurement: string }
  | { code: 'measurement/name-ambiguous'; measurement: string; matches: number }
  // messages
  | { code: 'contract/malformed'; request: string; place: string; problem: string }
  | { code: 'contract/unknown-request'; request: string }
  | { code: 'usage/invalid'; problem: UsageProblem; subject: string; expected: string | null }
  | { code: 'cancelled' }
  | { code: 'internal/bug'; logId: string };

/** What is wrong with an equation. */
export const EQUATION_PROBLEMS = ['syntax', 'name-unknown', 'units', 'cycle', 'too-long'] as const;
export type EquationProblem = (typeof EQUATION_PROBLEMS)[number];

/** What is wrong with how a command was given; `subject` is the part of it that is meant. */
export const USAGE_PROBLEMS = [
  'command-missing',
  'command-unknown',
  'option-unknown',
  'option-missing',
  'option-value-missing',
  'options-exclusive',
  'argument-missing',
  'arguments-excess',
  'value-invalid',
] as const;
export type UsageProblem = (typeof USAGE_PROBLEMS)[number];

/** Why an argument of Keras is not one here; the words say what to do instead. */
export const UNSUPPORTED_REASONS = [
  'states-given',
  'steps-masked',
  'scores-computed',
  'lowering-chosen',
  'seed-planned',
  'channels-last',
  'precision-planned',
  'id-names',
  'batch-planned',
  'one-device',
  'adapter-built',
] as const;
export type UnsupportedReason = (typeof UNSUPPORTED_REASONS)[number];

/** Why an engine cannot be used on a machine. */
export const RUNTIME_PROBLEMS = [
  'platform',
  'pack-missing',
  'no-driver',
  'no-loader',
  'no-adapter',
  'software-adapter',
  'on-processor',
  'refused',
] as const;
export type RuntimeProblem = (typeof RUNTIME_PROBLEMS)[number];

export type ErrorCode = AppError['code'];
/** Why an archive is not unpacked. */
export const ARCHIVE_DANGERS = [
  'outside',
  'link',
  'special',
  'device-name',
  'name',
  'collision',
  'encrypted',
  'nested',
  'ratio',
  'entries',
  'overlap',
] as const;
export type ArchiveDanger = (typeof ARCHIVE_DANGERS)[number];

/** What is wrong with a file of pixels or labels. */
export const IMAGE_DATA_PROBLEMS = [
  'length',
  'label',
  'pickle',
  'header',
  'object',
  'dtype',
  'fortran',
  'image-type',
  'shape',
  'label-type',
  'label-shape',
  'count',
  'classes',
  'names',
  'list',
  'picture-missing',
  'picture-twice',
  'split',
] as const;
export type ImageDataProblem = (typeof IMAGE_DATA_PROBLEMS)[number];

/** What is wrong with a file of boxes. */
export const BOX_PROBLEMS = [
  'syntax',
  'ends-early',
  'too-deep',
  'too-long',
  'too-many-elements',
  'too-many-files',
  'object',
  'element',
  'missing',
  'name',
  'names',
  'number',
  'four',
  'five',
  'yaml',
  'key-twice',
  'id-twice',
  'image-unknown',
  'class',
  'negative',
  'outside',
  'size',
  'too-many',
  'picture-missing',
  'picture-twice',
  'list',
  'none',
] as const;
export type BoxProblem = (typeof BOX_PROBLEMS)[number];

/** What a file may have wrong with it that Hearth finds itself. */
export const FILE_DAMAGES = [
  'cut',
  'part-missing',
  'part-encrypted',
  'part-too-large',
  'texts-too-large',
  'too-many-styles',
  'token-too-long',
  'document-type',
] as const;
export type FileDamage = (typeof FILE_DAMAGES)[number];

/** What is wrong with a record of a JSON file. */
export const JSON_PROBLEMS = [
  'syntax',
  'not-an-object',
  'too-long',
  'too-deep',
  'ends-early',
] as const;
export type JsonProblem = (typeof JSON_PROBLEMS)[number];

/** Where an SQL expression over a dataset's rows is written. */
export const EXPRESSION_FIELDS = ['where', 'order'] as const;
export type ExpressionField = (typeof EXPRESSION_FIELDS)[number];

/** What is wrong with an SQL expression over a dataset's rows. */
export const EXPRESSION_PROBLEMS = [
  /** `detail` is what DuckDB says of it. */
  'duckdb',
  /** `detail` is the name; `known` those that are like it. */
  'unknown-column',
  /** `detail` is the function, type or kind of expression. */
  'function-refused',
  'type-refused',
  'kind-refused',
  /** More than one expression, or the clauses of a query. */
  'not-one-expression',
  /** `detail` is the type of its values. */
  'not-a-condition',
  /** `detail` is the most characters. */
  'too-long',
  /** It took longer than a minute. */
  'too-slow',
] as const;
export type ExpressionProblem = (typeof EXPRESSION_PROBLEMS)[number];

export type ErrorOf<Code extends ErrorCode> = Extract<AppError, { code: Code }>;

/** An expected outcome: a value, or a failure as data. Bugs throw instead. */
export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: AppError };

export function ok<T>(value: T): Result<T> {
  return { ok: true, value };
}

export function fail(error: AppError): { readonly ok: false; readonly error: AppError } {
  return { ok: false, error };
}

/** Closes an exhaustive switch: a missing case does not compile. */
export function assertNever(value: never): never {
  throw new Error(`Unhandled case: ${JSON.stringify(value)}`);
}
