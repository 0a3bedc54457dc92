import type { SampleInput, SampleTarget } from '../../dataset/dataset.ts';
import { sampleShape, targetOf } from '../../dataset/sample.ts';
import type { Task } from '../../dataset/tasks.ts';
import { fail, ok, type Result } from '../../errors.ts';
import type { DatasetFacts } from '../fits-dataset.ts';
import type { ModelSpec } from '../model-spec.ts';
import { Network } from './network.ts';

/** A ready model for some tasks; `suggestedPlan` in `training/` has the plan that suits it. */
export interface Template<Id extends string = string> {
  readonly id: Id;
  readonly tasks: readonly Task[];
  /** The model made to fit a dataset; null for samples that are not the template's kind. */
  readonly draw: (facts: DatasetFacts) => ModelSpec | null;
}

export type InputOf<Kind extends SampleInput['kind']> = Extract<SampleInput, { kind: Kind }>;

/** Whether samples are of a kind. */
export function hasKind<Kind extends SampleInput['kind']>(
  input: SampleInput,
  kind: Kind,
): input is InputOf<Kind> {
  return input.kind === kind;
}

/**
 * A template whose network ends in one layer that answers what the dataset asks.
 * @param hidden writes what stands between the sample and the answer
 */
export function answering<Id extends string, Kind extends SampleInput['kind']>(
  id: Id,
  tasks: readonly Task[],
  kind: Kind,
  hidden: (network: Network, input: InputOf<Kind>) => void,
): Template<Id> {
  return {
    id,
    tasks,
    draw: (facts) => {
      const { input } = facts;
      if (!hasKind(input, kind)) return null;
      const network = new Network(id);
      network.add('Input', { shape: sampleShape(input) });
      hidden(network, input);
      addAnswer(network, targetOf(facts), facts.classes.length);
      return network.model();
    },
  };
}

/** The last layer: a share for each class or token, or one number for each value. */
function addAnswer(network: Network, target: SampleTarget, classes: number): void {
  switch (target.kind) {
    case 'class':
      network.add('Dense', { units: classes, activation: 'softmax' });
      break;
    case 'tokens':
      network.add('Dense', { units: target.vocabulary, activation: 'softmax' });
      break;
    case 'values':
      network.add('Dense', { units: target.shape.reduce((count, size) => count * size, 1) });
      if (target.shape.length > 1) network.add('Reshape', { target_shape: target.shape });
  }
}

/** The template's model for a dataset, or what would serve the dataset's task instead. */
export function fitted(
  template: Template,
  facts: DatasetFacts,
  known: readonly string[],
): Result<ModelSpec> {
  const { task } = facts;
  const model = template.tasks.includes(task) ? template.draw(facts) : null;
  return model === null
    ? fail({ code: 'architecture/template-task', template: template.id, task, known })
    : ok(model);
}
