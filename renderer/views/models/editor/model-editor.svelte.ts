import { checkModel } from '../../../../app/architecture/check-model.ts';
import {
  addLayer,
  duplicateLayer,
  moveLayer,
  removeLayer,
  setLayerConfig,
  setLayerInputs,
} from '../../../../app/architecture/edit-model.ts';
import {
  addOutput,
  putOutputFirst,
  removeOutput,
  setOutput,
} from '../../../../app/architecture/edit-outputs.ts';
import { fitsDataset, fittingLosses } from '../../../../app/architecture/fits-dataset.ts';
import { namedOutputs } from '../../../../app/architecture/infer-outputs.ts';
import type { LossName, LossSettings } from '../../../../app/architecture/losses.ts';
import type {
  ConfigValue,
  LayerSpec,
  ModelSpec,
  OutputName,
  OutputSpec,
} from '../../../../app/architecture/model-spec.ts';
import { STARTER_CONFIGS } from '../../../../app/architecture/starter-config.ts';
import {
  buildTemplate,
  firstTemplate,
  type TemplateId,
  templatesFitting,
} from '../../../../app/architecture/templates.ts';
import type { Dataset } from '../../../../app/dataset/dataset.ts';
import type { AppError } from '../../../../app/errors.ts';
import type { LayerId } from '../../../../app/ids.ts';
import { fittingMetrics } from '../../../../app/metrics/fit-metrics.ts';
import { datasetAugmentation } from '../../../../app/training/dataset-augmentation.ts';
import { DEFAULT_PLAN, type RunPlan } from '../../../../app/training/run-plan.ts';
import { suggestedPlan } from '../../../../app/training/suggested-plan.ts';
import { faultyLayer } from './faulty-layer.ts';
import { record, redo, startHistory, undo } from './history.ts';
import { firstInputs } from './layer-inputs.ts';
import { mendModel } from './mend-model.ts';
import { withoutPlainInputs } from './plain-inputs.ts';

/** Where a model under edit came from; it decides the plan that is suggested with it. */
export type Origin =
  | { readonly kind: 'template'; readonly template: TemplateId }
  | { readonly kind: 'run'; readonly plan: RunPlan; readonly template: string | null }
  | { readonly kind: 'saved' };

interface Draft {
  readonly model: ModelSpec;
  readonly origin: Origin;
  /** Whether the model is still as it came. */
  readonly untouched: boolean;
}

/** A model under edit, its dataset, and all that follows from the two. */
export class ModelEditor {
  readonly #loss: () => LossSettings;
  /** Null until one is chosen. */
  dataset = $state.raw<Dataset | null>(null);
  selected = $state<LayerId | null>(null);
  /** A layer's fault that only the host found; gone with the next change. */
  hostFault = $state.raw<AppError | null>(null);
  #history = $state.raw(
    startHistory<Draft>({ model: EMPTY_MODEL, origin: { kind: 'saved' }, untouched: true }),
  );

  readonly #draft = $derived(this.#history.present);
  readonly model = $derived(this.#draft.model);
  readonly origin = $derived(this.#draft.origin);
  readonly report = $derived(checkModel(this.model));
  readonly fit = $derived.by(() =>
    this.dataset === null ? null : fitsDataset(this.model, this.dataset, this.#loss()),
  );
  readonly fitted = $derived(this.fit?.ok ? this.fit.value : null);
  readonly fittingMetrics = $derived(
    this.fitted === null ? [] : fittingMetrics(this.fitted.outputs[0]),
  );
  /** What is trained of it; the first one predicts. */
  readonly outputs = $derived(namedOutputs(this.model));
  readonly fittingLosses = $derived(
    this.dataset === null ? [] : fittingLosses(this.model, this.dataset),
  );
  /** What is wrong with the model, be it by itself, for its dataset, or in the host's view. */
  readonly fault = $derived(
    this.fit === null || this.fit.ok ? (this.report.error ?? this.hostFault) : this.fit.error,
  );
  readonly mended = $derived.by(() =>
    this.dataset === null ? null : mendModel(this.model, this.dataset, this.#loss()),
  );
  readonly selectedLayer = $derived(this.model.layers.find(({ id }) => id === this.selected));
  readonly templates = $derived(this.dataset === null ? [] : templatesFitting(this.dataset));
  /** The template that the model is, unless it was changed since. */
  readonly template = $derived(
    this.origin.kind === 'template' && this.#draft.untouched ? this.origin.template : null,
  );
  /** The template that a run of this model is said to be of. */
  readonly templateOfRun = $derived(
    this.#draft.untouched && this.origin.kind === 'run' ? this.origin.template : this.template,
  );
  /** The plan to start from; the batch never exceeds the training split. */
  readonly suggestedPlan = $derived(planFor(this.origin, this.dataset));
  readonly canUndo = $derived(this.#history.past.length > 0);
  readonly canRedo = $derived(this.#history.future.length > 0);

  /** @param loss that the model is to be trained with */
  constructor(loss: () => LossSettings) {
    this.#loss = loss;
  }

  /** Starts over with a model; nothing before it can be brought back. */
  open(model: ModelSpec, origin: Origin, dataset: Dataset | null): void {
    this.dataset = dataset;
    this.#history = startHistory({ model: withoutPlainInputs(model), origin, untouched: true });
    this.#selectFirst();
  }

  /** Starts over with the template of that name, or with the one to begin the task with. */
  openTemplate(dataset: Dataset, wanted: string | undefined): void {
    const template = this.#templateFor(dataset, wanted);
    const built = template === undefined ? null : buildTemplate(template, dataset);
    if (template === undefined || !built?.ok) this.open(EMPTY_MODEL, { kind: 'saved' }, dataset);
    else this.open(built.value, { kind: 'template', template }, dataset);
  }

  chooseTemplate(template: TemplateId): void {
    if (this.dataset === null) return;
    const built = buildTemplate(template, this.dataset);
    // The page offers only templates of the dataset's task, which all can be built.
    if (!built.ok) throw new Error(`Template ${template} was offered for ${this.dataset.task}`);
    this.#record({ model: built.value, origin: { kind: 'template', template }, untouched: true });
    this.#selectFirst();
  }

  /** A template that nobody has touched follows the dataset; anything else stays, to be mended. */
  chooseDataset(dataset: Dataset): void {
    const { template } = this;
    this.dataset = dataset;
    if (template === null && this.model.layers.length > 0) return;
    const next = this.#templateFor(dataset, template ?? undefined);
    if (next !== undefined) this.chooseTemplate(next);
  }

  /** Adds a layer at a position and selects it. */
  add(type: keyof typeof STARTER_CONFIGS, index: number): void {
    const added = addLayer(this.model, type, STARTER_CONFIGS[type], index);
    const id = added.layers[index]?.id;
    if (id === undefined) throw new Error(`No layer was added at ${index}`);
    const inputs = firstInputs(added, checkModel(added), index);
    this.#edit(inputs === undefined ? added : setLayerInputs(added, id, inputs));
    this.selected = id;
  }

  remove(id: LayerId): void {
    const index = this.#indexOf(id);
    if (index < FIRST_MOVABLE) return;
    this.#edit(removeLayer(this.model, id));
    this.selected = (this.model.layers[index] ?? this.model.layers[index - 1])?.id ?? null;
  }

  duplicate(id: LayerId): void {
    const index = this.#indexOf(id);
    if (index < FIRST_MOVABLE) return;
    this.#edit(duplicateLayer(this.model, id));
    this.selected = this.model.layers[index + 1]?.id ?? null;
  }

  /** Moves a layer to a position; what lies outside the movable ones is the nearest inside. */
  move(id: LayerId, index: number): void {
    const from = this.#indexOf(id);
    const to = Math.max(FIRST_MOVABLE, Math.min(this.model.layers.length - 1, index));
    if (from >= FIRST_MOVABLE && to !== from) this.#edit(moveLayer(this.model, id, to));
  }

  moveBy(id: LayerId, steps: -1 | 1): void {
    this.move(id, this.#indexOf(id) + steps);
  }

  /** Selects the layer that many places further on, if there is one. */
  selectBy(steps: number): void {
    const from = this.selected === null ? -1 : this.#indexOf(this.selected);
    const last = this.model.layers.length - 1;
    this.selected = this.model.layers[Math.max(0, Math.min(last, from + steps))]?.id ?? null;
  }

  /** @param value undefined takes the argument back to its default */
  setArgument(id: LayerId, name: string, value: ConfigValue | undefined): void {
    this.#edit(setLayerConfig(this.model, id, name, value), `${id}.${name}`);
  }

  setInputs(id: LayerId, inputs: readonly OutputName[]): void {
    this.#edit(withoutPlainInputs(setLayerInputs(this.model, id, inputs)), `${id} inputs`);
  }

  addOutput(layer: OutputName): void {
    this.#edit(addOutput(this.model, layer));
  }

  removeOutputs(layers: readonly OutputName[]): void {
    this.#edit(layers.reduce(removeOutput, this.model));
  }

  setOutput(layer: OutputName, changes: Partial<Omit<OutputSpec, 'layer'>>): void {
    this.#edit(setOutput(this.model, layer, changes), `${layer} output`);
  }

  putOutputFirst(layer: OutputName): void {
    this.#edit(putOutputFirst(this.model, layer));
  }

  /** Losses that an output could be trained with. */
  lossesOf({ layer }: OutputSpec): readonly LossName[] {
    return this.dataset === null ? [] : fittingLosses(this.model, this.dataset, layer);
  }

  rename(name: string): void {
    this.#edit({ ...this.model, name }, 'name');
  }

  mend(): void {
    if (this.mended !== null) this.#edit(this.mended.model);
  }

  undo(): void {
    this.#history = undo(this.#history);
    this.hostFault = null;
  }

  redo(): void {
    this.#history = redo(this.#history);
    this.hostFault = null;
  }

  /** The Input layer stays where it is. */
  isMovable(layer: LayerSpec): boolean {
    return this.#indexOf(layer.id) >= FIRST_MOVABLE;
  }

  /** What is wrong with one layer. */
  faultOf(id: LayerId): AppError | null {
    const own = this.report.layers.find((layer) => layer.id === id)?.error ?? null;
    if (own !== null || this.fault === null) return own;
    return faultyLayer(this.fault) === id ? this.fault : null;
  }

  #edit(model: ModelSpec, subject: string | null = null): void {
    this.#record({ model, origin: this.origin, untouched: false }, subject);
  }

  #record(draft: Draft, subject: string | null = null): void {
    this.#history = record(this.#history, draft, subject);
    this.hostFault = null;
  }

  /** The first layer that there is something to change about. */
  #selectFirst(): void {
    this.selected = this.model.layers[FIRST_MOVABLE]?.id ?? null;
  }

  #indexOf(id: LayerId): number {
    return this.model.layers.findIndex((layer) => layer.id === id);
  }

  #templateFor(dataset: Dataset, wanted: string | undefined): TemplateId | undefined {
    const fitting = templatesFitting(dataset);
    return fitting.find(({ id }) => id === wanted)?.id ?? firstTemplate(dataset.task);
  }
}

const EMPTY_MODEL: ModelSpec = { version: 1, name: '', layers: [] };

/** Behind `Input`. */
const FIRST_MOVABLE = 1;

function planFor(origin: Origin, dataset: Dataset | null): RunPlan {
  const trainRows = dataset?.rows.train ?? 1;
  const augmentation = dataset === null ? [] : datasetAugmentation(dataset);
  if (origin.kind === 'template') {
    return { ...suggestedPlan(origin.template, trainRows), augmentation };
  }
  const plan = origin.kind === 'run' ? origin.plan : { ...DEFAULT_PLAN, augmentation };
  return { ...plan, batchSize: Math.max(1, Math.min(plan.batchSize, trainRows)) };
}
