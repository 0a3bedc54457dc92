import type { UnsupportedFieldReason } from '../failures/run-errors.ts';

/** Why a plan lacks an argument that losses, metrics, optimisers or schedules have in Keras. */
type Unsupported = Readonly<Record<string, UnsupportedFieldReason>>;

/** Arguments of every object of Keras. */
const OBJECT = { name: 'names-given', dtype: 'precision-planned' } as const;

/** By section, '' for the plan itself; arguments as `argumentForm` has them. */
const UNSUPPORTED: Readonly<Record<string, Unsupported>> = {
  '': { name: OBJECT.name, lossscalefactor: 'scale-found', emaoverwritefrequency: 'average-kept' },
  loss: {
    ...OBJECT,
    fromlogits: 'scores-seen',
    axis: 'last-axis',
    reduction: 'mean-taken',
  },
  metrics: {
    ...OBJECT,
    fromlogits: 'scores-seen',
    axis: 'last-axis',
    curve: 'curve-named',
    numthresholds: 'curve-divided',
    summationmethod: 'curve-divided',
    topk: 'top-named',
    classid: 'classes-averaged',
    average: 'average-named',
    classaggregation: 'values-averaged',
    numregressors: 'values-averaged',
    multilabel: 'answers-followed',
    numlabels: 'answers-followed',
    labelweights: 'answers-followed',
    sparseytrue: 'answers-followed',
    sparseypred: 'answers-followed',
    fromsortedids: 'answers-followed',
    labelsmoothing: 'truth-measured',
    ignoreclass: 'loss-ignores',
  },
  schedule: OBJECT,
};

/** What Keras calls otherwise than a plan does, whatever stands before it. */
const RENAMED: Readonly<Record<string, string>> = {
  gradientaccumulationsteps: 'accumulationSteps',
  adambeta1: 'beta1',
  adambeta2: 'beta2',
  applyclassbalancing: 'loss.classBalancing',
  thresholds: 'metrics.threshold',
  warmuptarget: 'learningRate',
};

/** An argument whether it is written as in Python or as here: `beta_1`, `beta1`. */
const argumentForm = (name: string): string => name.replaceAll('_', '').toLowerCase();

/** What a plan has for a field of Keras' that it does not know. */
export type KerasField =
  | { readonly here: string }
  | { readonly reason: UnsupportedFieldReason }
  /** Keras has none either. */
  | null;

/**
 * @param field the full key that is unknown: `loss.from_logits`
 * @param known the full keys that there are, those of sections included
 */
export function kerasField(field: string, known: readonly string[]): KerasField {
  const form = argumentForm(field);
  const [argument = '', section] = form.split('.').toReversed();
  const same = known.find((each) => argumentForm(each) === form);
  if (same !== undefined) return { here: same };
  const own = ownProperty(ownProperty(UNSUPPORTED, section ?? ''), argument);
  if (own !== undefined) return { reason: own };
  const here =
    known.find((each) => section === undefined && argumentForm(each).endsWith(`.${form}`)) ??
    ownProperty(RENAMED, argument);
  if (here !== undefined) return { here };
  const sections = section === undefined ? Object.values(UNSUPPORTED) : [];
  const reasons = sections.map((each) => ownProperty(each, argument));
  const reason = reasons.find((each) => each !== undefined);
  return reason === undefined ? null : { reason };
}

function ownProperty<T>(
  table: Readonly<Record<string, T>> | undefined,
  key: string,
): T | undefined {
  return table !== undefined && Object.hasOwn(table, key) ? table[key] : undefined;
}
