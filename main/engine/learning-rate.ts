import { Graph } from '../../app/compiler/graph.ts';
import { interpret } from '../../app/compiler/interpret.ts';
import { LEARNING_RATE, steppedRate } from '../../app/compiler/schedules/learning-rate.ts';
import type { RunPlan } from '../../app/training/run-plan.ts';
import { plannedSteps } from '../../app/training/step-plan.ts';
import type { Tensors } from './runtimes/runtime.ts';

const STEP = 'step';
const RATE = 'rate';

/** What the learning rate of a run is at a step, by the graph's own formula; for showing. */
export class LearningRate {
  readonly #graph = new Graph();

  constructor(plan: RunPlan, trainRows: number) {
    const step = this.#graph.input(STEP, 'int64', []);
    const steps = plannedSteps(plan, trainRows);
    this.#graph.outputs.set(RATE, steppedRate(plan, step, steps).rate);
  }

  /**
   * @param step  steps done before
   * @param state what is carried to that step
   */
  at(step: number, state: Tensors): number {
    const carried = Number(state[LEARNING_RATE]?.data[0] ?? 0);
    const feeds = { [STEP]: [step], [LEARNING_RATE]: [carried] };
    return interpret(this.#graph, feeds).get(RATE)?.data[0] ?? Number.NaN;
  }
}
