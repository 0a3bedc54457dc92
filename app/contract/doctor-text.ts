import { errorText } from '../error-text.ts';
import type { AppError } from '../errors.ts';
import type { RuntimeProblem } from '../failures/run-errors.ts';
import { formatBytes, formatCount, formatNumber, formatPercent } from '../format.ts';
import type { Language } from '../language.ts';
import { text } from '../text.ts';
import { DEFAULT_ENGINE, ENGINES } from '../training/engines.ts';
import type {
  CardReport,
  DoctorProgress,
  DoctorReport,
  ModelReport,
  RuntimeReport,
} from './doctor.ts';

/** Why an engine is used or not, and what to do about it; null: nothing. */
export function runtimeText(
  runtime: Pick<RuntimeReport, 'id' | 'code' | 'error' | 'relativeSpeed' | 'models'>,
  language: Language,
): { readonly reason: string; readonly repair: string | null } {
  const { id, code, error, relativeSpeed, models = [] } = runtime;
  const deviating = models.find(({ deviation }) => deviation !== null);
  // The others are held against it, and it is no number of times as fast as itself.
  const isBaseline = code === 'slower' && id === DEFAULT_ENGINE;
  const reason = text(language, isBaseline ? 'doctor.reason.baseline' : `doctor.reason.${code}`, {
    error: error === undefined ? '' : faultText(error, language),
    times: formatNumber(relativeSpeed ?? 1, language, 2),
    ...(deviating === undefined ? {} : deviationValues(deviating, language)),
  });
  switch (code) {
    case 'deviates':
    case 'failed':
    case 'untried':
      return { reason, repair: text(language, `doctor.repair.${code}`) };
    default:
      return { reason, repair: null };
  }
}

/** What no pack can make up for: its engine wants a card, or a driver, first. */
const BEFORE_PACKS: readonly RuntimeProblem[] = [
  'no-nvidia-card',
  'no-driver',
  'driver-old',
  'no-cuda-library',
];

/** Whether installing its pack is what an engine lacks now. */
export function wantsPack({
  id,
  status,
  error,
}: Pick<RuntimeReport, 'id' | 'status' | 'error'>): boolean {
  if (ENGINES[id].pack === null || status === 'ready') return false;
  if (error?.code === 'packs/platform-unsupported') return false;
  return error?.code !== 'engine/runtime-missing' || !BEFORE_PACKS.includes(error.problem);
}

/** In the row of an engine, beside its command, neither need be named again. */
function faultText(error: AppError, language: Language): string {
  switch (error.code) {
    case 'engine/runtime-missing':
      return text(language, `doctor.missing.${error.problem}`, { detail: error.detail });
    case 'packs/damaged':
      return text(language, 'doctor.missing.pack-damaged', { file: error.file });
    default:
      return errorText(error, language);
  }
}

function deviationValues({ name, deviation }: ModelReport, language: Language) {
  const shown = (loss: number | null | undefined) =>
    loss === null || loss === undefined ? 'NaN' : formatNumber(loss, language, 4);
  return {
    model: text(language, `doctor.model.${name}`),
    // Steps count from 1 for people.
    step: (deviation?.step ?? 0) + 1,
    loss: shown(deviation?.loss),
    expected: shown(deviation?.expected),
  };
}

/** In one sentence, what `auto` stands for and why. */
export function choiceText(
  { runtimes, chosen, measuredAt }: Pick<DoctorReport, 'runtimes' | 'chosen' | 'measuredAt'>,
  language: Language,
): string {
  const engine = ENGINES[chosen].name;
  if (measuredAt === null) return text(language, 'doctor.why.not-measured', { engine });
  const samples = runtimes.find(({ id }) => id === chosen)?.samplesPerSecond;
  if (samples === undefined) return text(language, 'doctor.why.failed', { engine });
  const values = { engine, samples: formatCount(samples, language) };
  const slower = runtimes
    .filter(({ code }) => code === 'slower')
    .map(({ id, relativeSpeed = 0 }) => ({ id, relativeSpeed }))
    .sort((left, right) => right.relativeSpeed - left.relativeSpeed)[0];
  if (slower === undefined) return text(language, 'doctor.why.only', values);
  const own = runtimes.find(({ id }) => id === chosen)?.relativeSpeed ?? 1;
  return text(language, 'doctor.why.fastest', {
    ...values,
    other: ENGINES[slower.id].name,
    times: formatNumber(own / slower.relativeSpeed, language, 2),
  });
}

/** What is being measured. */
export function progressText({ engine, part }: DoctorProgress, language: Language): string {
  if (engine === 'disk') return text(language, 'doctor.part.disk');
  return text(language, 'doctor.part.of', {
    engine: ENGINES[engine].name,
    part:
      part === null
        ? text(language, 'doctor.part.opening')
        : part === 'products' || part === 'memory'
          ? text(language, `doctor.part.${part}`)
          : text(language, `doctor.model.${part}`),
  });
}

/** A card as a run names it, where it can. */
const cardName = ({ index, name }: Pick<CardReport, 'index' | 'name'>): string =>
  index === null ? name : `${index}: ${name}`;

/** On which card an engine was measured; null for the processor, and where that was not kept. */
export function measuredOnText(
  { measuredOn }: Pick<RuntimeReport, 'measuredOn'>,
  language: Language,
): string | null {
  if (measuredOn === undefined) return null;
  return text(language, 'doctor.measured-on', { card: cardName(measuredOn) });
}

/** Engines that were measured on a card. */
const measuredOnCard = (
  { name, uuid }: CardReport,
  runtimes: readonly Pick<RuntimeReport, 'id' | 'measuredOn'>[],
): readonly string[] =>
  runtimes
    .filter(({ measuredOn }) =>
      measuredOn === undefined || measuredOn.uuid === null || uuid === null
        ? measuredOn?.name === name
        : measuredOn.uuid === uuid,
    )
    .map(({ id }) => ENGINES[id].name);

/** A machine's cards as `cardText` has them; of several, what was measured on which. */
export function cardTexts(
  cards: readonly CardReport[],
  runtimes: readonly Pick<RuntimeReport, 'id' | 'measuredOn'>[],
  language: Language,
): readonly string[] {
  return cards.map((card) => {
    const engines = cards.length < 2 ? [] : measuredOnCard(card, runtimes);
    const measured =
      engines.length === 0
        ? []
        : [
            text(language, 'doctor.card-measured', {
              engines: engines.join(language === 'zh' ? '、' : ', '),
            }),
          ];
    return [cardText(card, language), ...measured].join(', ');
  });
}

/** A graphics card and what the system tells of it; with the index that a run names it by. */
export function cardText(card: CardReport, language: Language): string {
  const { freeBytes, utilization } = card;
  return [
    cardName(card),
    card.memoryBytes === null ? null : formatBytes(card.memoryBytes, language),
    freeBytes === null
      ? null
      : text(language, 'doctor.card-free', { free: formatBytes(freeBytes, language) }),
    utilization === null
      ? null
      : text(language, 'doctor.card-busy', { busy: formatPercent(utilization, language, 0) }),
    card.driver === null ? null : text(language, 'doctor.card-driver', { driver: card.driver }),
    card.cuda === null ? null : `CUDA ${card.cuda}`,
    card.computeCapability === null
      ? null
      : text(language, 'doctor.card-compute', { version: card.computeCapability }),
    card.powerLimitWatts === null
      ? null
      : text(language, 'doctor.card-limit', {
          watts: formatNumber(card.powerLimitWatts, language, 3),
        }),
  ]
    .filter((part) => part !== null)
    .join(', ');
}
