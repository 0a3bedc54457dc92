import { nearestOf } from './error-nearest.ts';
import type { AppError } from './errors.ts';
import { expectedWords } from './expected-words.ts';
import { formatBytes, formatWhole } from './format.ts';
import type { Language } from './language.ts';
import { shapeText } from './shape.ts';
import { isMessageKey, type MessageKey, type MessageValues, text } from './text.ts';

/**
 * A failure in words. Every code has its message in both languages: a code without one does not
 * compile.
 */
export function errorText(error: AppError, language: Language): string {
  const message = text(language, messageKey(error), messageValues(error, language));
  const nearest = nearestOf(error);
  return nearest === null ? message : text(language, 'error.with-nearest', { message, nearest });
}

/** What names the place: every field but the code. */
export function errorWhere(error: AppError): Readonly<Record<string, unknown>> {
  const { code: _, ...where } = error;
  return where;
}

/** Failures that have nothing to list, or to name, or to leave out, have words of their own. */
function messageKey(error: AppError): MessageKey {
  const key: MessageKey = `error.${error.code}`;
  const absent = `${key}.absent`;
  if ('expected' in error && error.expected === 'absent' && isMessageKey(absent)) return absent;
  switch (error.code) {
    case 'engine/ended':
      return error.lastEpoch === null ? 'error.engine/ended.no-epoch' : key;
    case 'packs/platform-unsupported':
      return error.gap === 'no-wheel' ? key : `error.packs/platform-unsupported.${error.gap}`;
    case 'engine/card-unknown':
      return error.known.length === 0 ? 'error.engine/card-unknown.none' : key;
    case 'engine/loss-not-finite':
      return error.epoch === 0 ? 'error.engine/loss-not-finite.no-epoch' : key;
    case 'architecture/config-invalid':
      return error.value === 'undefined' ? 'error.architecture/config-invalid.missing' : key;
    case 'architecture/input-count':
      if (error.bound === 'least') return 'error.architecture/input-count.least';
      return error.bound === 'most' ? 'error.architecture/input-count.most' : key;
    case 'architecture/layer-unused':
      return error.takers.length === 0 ? 'error.architecture/layer-unused.no-taker' : key;
    case 'architecture/template-task':
      return error.known.length === 0 ? 'error.architecture/template-task.none' : key;
    case 'dataset/folds-too-many':
      return error.className === null ? key : 'error.dataset/folds-too-many.class';
    case 'dataset/text-too-short':
      return error.longest > 0 ? key : 'error.dataset/text-too-short.by-far';
    case 'dataset/part-columns':
      return error.lacking ? key : 'error.dataset/part-columns.extra';
    case 'dataset/expression-invalid':
      return error.position === null ? 'error.dataset/expression-invalid.somewhere' : key;
    case 'cost/currency-mixed':
      return error.expected === 'USD' ? 'error.cost/currency-mixed.dollars' : key;
    case 'meter/answer-failed':
      return error.said === '' ? 'error.meter/answer-failed.silent' : key;
    default:
      return key;
  }
}

/** Steps and epochs count from 0 in code and from 1 in words. */
const COUNTED_FROM_ZERO: ReadonlySet<string> = new Set(['step', 'epoch', 'lastEpoch']);

/** Numbers that are names. */
const NAMES: ReadonlySet<string> = new Set(['port', 'processId', 'year', 'seed']);

/** Counts of five digits and more are read in groups of three. */
function numberText(field: string, value: number, language: Language): string | number {
  const counted = COUNTED_FROM_ZERO.has(field) ? value + 1 : value;
  const isLong = Number.isSafeInteger(counted) && Math.abs(counted) >= 10_000;
  return isLong && !NAMES.has(field) ? formatWhole(counted, language) : counted;
}

/** The place in a document that is the document itself. */
const WHOLE = '.';

function messageValues(error: AppError, language: Language): MessageValues {
  const values: Record<string, string | number> = {};
  for (const [field, value] of Object.entries(errorWhere(error))) {
    if (typeof value === 'number') values[field] = numberText(field, value, language);
    else if (field === 'expected' && typeof value === 'string')
      values[field] = expectedWords(value, language);
    else if (field === 'place' && value === WHOLE)
      values[field] = text(language, 'error.place.whole');
    else if (typeof value === 'string') values[field] = nameText(field, value, language);
    else if (field === 'cycle' && Array.isArray(value)) values[field] = value.join(' → ');
    else if (Array.isArray(value)) values[field] = listText(value, language);
  }
  if (error.code === 'run/not-resumable') {
    values.reason = text(language, `error.run/not-resumable.${error.reason}`);
  }
  if (error.code === 'plan/augmentation-not-for') {
    values.reason = text(language, `error.plan/augmentation-not-for.${error.reason}`);
  }
  if (error.code === 'engine/runtime-missing') {
    values.problem = text(language, `error.engine/runtime-missing.${error.problem}`, values);
  }
  if (error.code === 'packs/wheel-other') {
    values.differs = text(language, `error.packs/wheel-other.${error.differs}`, values);
  }
  if (error.code === 'architecture/config-unsupported') {
    values.reason = text(language, `error.architecture/config-unsupported.${error.reason}`);
  }
  if (error.code === 'plan/field-unsupported') {
    values.reason = text(language, `error.plan/field-unsupported.${error.reason}`);
  }
  if (error.code === 'usage/invalid') {
    values.problem = text(language, `error.usage/invalid.${error.problem}`, values);
  }
  if (error.code === 'prices/unit-suspect') {
    values.ratio = Number(error.ratio.toPrecision(3));
    values.suspect = text(language, `error.prices/unit-suspect.${error.suspect}`);
  }
  if (error.code === 'prices/too-large') {
    values.what = text(language, `error.prices/too-large.${error.what}`);
  }
  if (error.code === 'dataset/file-damaged' && error.damage !== undefined) {
    values.reason = text(language, `error.dataset/file-damaged.${error.damage}`, values);
  }
  if (error.code === 'dataset/archive-unsafe') {
    values.danger = text(language, `error.dataset/archive-unsafe.${error.danger}`, values);
  }
  if (error.code === 'dataset/image-data-invalid') {
    values.problem = text(language, `error.dataset/image-data-invalid.${error.problem}`, values);
  }
  if (error.code === 'dataset/boxes-invalid') {
    values.place = boxPlaceText(error.place, language);
    values.problem = text(language, `error.dataset/boxes-invalid.${error.problem}`, values);
  }
  if (error.code === 'dataset/json-invalid') {
    values.problem = text(language, `error.dataset/json-invalid.${error.problem}`);
  }
  if (error.code === 'dataset/expression-invalid') {
    values.field = text(language, `error.dataset/expression-invalid.field.${error.field}`);
    values.problem = text(language, `error.dataset/expression-invalid.${error.problem}`, values);
  }
  if (error.code === 'labels/group-unfit') {
    values.reason = text(language, `error.labels/group-unfit.${error.reason}`);
  }
  if (error.code === 'dataset/no-folds') {
    values.reason = text(language, `error.dataset/no-folds.${error.reason}`);
  }
  if (error.code === 'packs/no-space') {
    values.neededBytes = formatBytes(error.neededBytes, language);
    values.freeBytes = formatBytes(error.freeBytes, language);
  }
  if (error.code === 'market/equation-invalid') {
    values.problem = text(language, `error.market/equation-invalid.${error.problem}`, values);
  }
  return values;
}

/** What the form calls parts of a scenario that are neither inputs nor rows to choose. */
const SCENARIO_FIELDS: Readonly<Record<string, readonly string[]>> = {
  'weights.privacy': ['scenario.weight-privacy'],
  'weights.control': ['scenario.weight-control'],
  'choices.qualityFloor': ['scenario.choice-quality'],
  'choices.hourlyProfile': ['scenario.choice-load'],
  'choices.weeklyProfile': ['scenario.choice-load'],
};

/** Fields whose values have messages; every other text is shown as it is. */
const NAMED: ReadonlySet<string> = new Set(['status', 'split', 'task', 'failure']);

function nameText(field: string, value: string, language: Language): string {
  // An input or a choice of a decision has a name; a layer that is an input of another has its id.
  if (field === 'input' || field === 'choice') {
    const name = SCENARIO_FIELDS[value] ?? [`input.name.${value}`, `scenario.choice-${value}`];
    const known = name.find(isMessageKey);
    if (known !== undefined) return `“${text(language, known)}”`;
  }
  const key = `${field}.${value}`;
  return NAMED.has(field) && isMessageKey(key) ? text(language, key).toLowerCase() : value;
}

/** Lists of text are names to choose from; every other list is a shape. */
function listText(list: readonly string[] | readonly number[], language: Language): string {
  if (typeof list[0] === 'string') return list.join(language === 'zh' ? '、' : ', ');
  return shapeText(list as readonly number[]);
}

/** A row by its number, an element by its name, behind the file that it is in; nothing for the whole file. */
function boxPlaceText(place: string, language: Language): string {
  if (place === '') return '';
  return /^\d+$/.test(place)
    ? text(language, 'error.place.row', { row: place })
    : text(language, 'error.place.element', { element: place });
}
