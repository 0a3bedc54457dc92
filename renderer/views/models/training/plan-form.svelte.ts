import { type Augmentation, fitAugmentation } from '../../../../app/architecture/augmentation.ts';
import type { FittedModel } from '../../../../app/architecture/fits-dataset.ts';
import type { LossSettings } from '../../../../app/architecture/losses.ts';
import type { ConfigValue } from '../../../../app/architecture/model-spec.ts';
import type { Dataset } from '../../../../app/dataset/dataset.ts';
import type { AppError, Result } from '../../../../app/errors.ts';
import { fitMetrics } from '../../../../app/metrics/fit-metrics.ts';
import { monitorsOf } from '../../../../app/training/check-plan.ts';
import type { RunPlan } from '../../../../app/training/run-plan.ts';
import type { FieldProblem } from '../field-problem.ts';
import {
  changeDraft,
  chosenPlan,
  draftPlan,
  draftProblem,
  draftSection,
  isSameValue,
  type PlanDraft,
  type PlanKey,
  shownValue,
  suggestedValue,
} from './plan-draft.ts';

/** What the form asks of the model it trains. */
interface Trained {
  readonly suggestedPlan: RunPlan;
  readonly dataset: Dataset | null;
  /** Null while the model is not right. */
  readonly fitted: FittedModel | null;
}

/** How to train: changes of the suggested plan, which stay when another plan is suggested. */
export class PlanForm {
  runName = $state('');
  tags = $state('');
  /** Folds of a cross-validation; 0 for a single run. */
  folds = $state(0);
  /** What the host refused; gone with the next change. */
  hostFault = $state.raw<AppError | null>(null);
  #draft = $state.raw<PlanDraft>({});
  /** Null while it is as suggested. */
  #augmentation = $state.raw<Augmentation | null>(null);
  readonly #trained: Trained;
  /** Null until there is a dataset to hold it against. */
  readonly plan: Result<RunPlan> | null = $derived.by(() => {
    const { suggestedPlan, dataset, fitted } = this.#trained;
    if (dataset === null) return null;
    const plan = draftPlan(
      { ...suggestedPlan, augmentation: this.augmentation },
      this.#draft,
      dataset,
      fitted,
    );
    if (!plan.ok || fitted === null) return plan;
    const augmented = fitAugmentation(plan.value.augmentation, dataset, fitted.outputs);
    return augmented.ok ? plan : augmented;
  });
  /** What the form says of the loss, whatever is wrong elsewhere. */
  readonly loss: LossSettings = $derived.by(() =>
    draftSection(this.#trained.suggestedPlan, this.#draft, 'loss'),
  );
  /** Losses and metrics of the validation split that there will be to watch. */
  readonly monitors: readonly string[] = $derived.by(() => {
    const { suggestedPlan, fitted } = this.#trained;
    if (fitted === null) return ['val/loss'];
    const metrics = fitMetrics(fitted, draftSection(suggestedPlan, this.#draft, 'metrics'));
    return monitorsOf(fitted, metrics.ok ? metrics.value : []);
  });
  readonly tagList = $derived(
    this.tags
      .split(/[,，、]/)
      .map((tag) => tag.trim())
      .filter((tag) => tag !== ''),
  );

  constructor(trained: Trained) {
    this.#trained = trained;
  }

  /** The plan as its optimiser and schedule were chosen, with their defaults. */
  get chosen(): Pick<RunPlan, 'optimizer' | 'schedule'> {
    return chosenPlan(this.#trained.suggestedPlan, this.#draft);
  }

  /** What images go through in training. */
  get augmentation(): Augmentation {
    return this.#augmentation ?? this.#trained.suggestedPlan.augmentation;
  }

  set augmentation(changed: Augmentation) {
    this.#augmentation = changed;
    this.hostFault = null;
  }

  /** What is wrong with it, or why such samples cannot be changed. */
  get augmentationFault(): AppError | null {
    const error = this.plan?.ok === false ? this.plan.error : this.hostFault;
    return error !== null && isOfAugmentation(faultyKey(error)) ? error : null;
  }

  value(key: PlanKey): ConfigValue {
    return shownValue(this.#trained.suggestedPlan, this.#draft, key);
  }

  suggested(key: PlanKey): ConfigValue {
    return suggestedValue(this.#trained.suggestedPlan, this.#draft, key);
  }

  isChanged(key: PlanKey): boolean {
    return !isSameValue(this.value(key), this.suggested(key));
  }

  set(key: PlanKey, value: ConfigValue): void {
    this.#draft = changeDraft(this.#trained.suggestedPlan, this.#draft, key, value);
    this.hostFault = null;
  }

  /** What is wrong with a field by itself. */
  problem(key: PlanKey): FieldProblem | null {
    return draftProblem(this.#draft, key);
  }

  /** What the whole plan, the dataset or the host has against a field. */
  fault(key: PlanKey): AppError | null {
    const error = this.plan?.ok === false ? this.plan.error : this.hostFault;
    return error !== null && faultyKey(error) === key ? error : null;
  }
}

const isOfAugmentation = (key: string | null): boolean => key?.split('.')[0] === 'augmentation';

/** The field that an error of a plan names. */
export function faultyKey(error: AppError): string | null {
  switch (error.code) {
    case 'plan/field-invalid':
    case 'plan/field-unknown':
    case 'plan/field-renamed':
    case 'plan/field-unsupported':
    case 'plan/fields-exclusive':
      return error.field;
    case 'plan/augmentation-not-for':
    case 'plan/mixed-twice':
      return 'augmentation';
    case 'plan/batch-larger-than-split':
      return 'batchSize';
    default:
      return null;
  }
}
