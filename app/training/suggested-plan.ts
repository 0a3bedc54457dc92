import type { TemplateId } from '../architecture/templates.ts';
import { DEFAULT_PLAN, type EarlyStopping, type RunPlan } from './run-plan.ts';

const UNTIL_NO_BETTER: EarlyStopping = {
  monitor: 'val/loss',
  patience: 15,
  minDelta: 0,
  restoreBest: true,
};

/** Vectors of ids learn their few ratings by heart soon after they got better. */
const SOON_STOPPED: EarlyStopping = { ...UNTIL_NO_BETTER, patience: 3 };

/** Plan fields that suit a template better than the defaults. */
export const SUGGESTED_PLANS: Readonly<Record<TemplateId, Partial<RunPlan>>> = {
  'tabular-linear': { epochs: 60, batchSize: 16, learningRate: 0.01 },
  'tabular-mlp': {
    epochs: 60,
    batchSize: 16,
    learningRate: 0.003,
    earlyStopping: UNTIL_NO_BETTER,
  },
  'tabular-resnet': {
    epochs: 60,
    batchSize: 32,
    learningRate: 0.001,
    earlyStopping: UNTIL_NO_BETTER,
  },
  'image-softmax': { epochs: 30, batchSize: 64, learningRate: 0.003 },
  'image-mlp': { epochs: 40, batchSize: 64 },
  'image-lenet': { epochs: 30, batchSize: 64, learningRate: 0.002 },
  'image-cnn': { epochs: 20, batchSize: 64, learningRate: 0.002 },
  'image-resnet20': { epochs: 30, batchSize: 64, learningRate: 0.002 },
  'image-mobile': { epochs: 40, batchSize: 64, learningRate: 0.002 },
  'detect-center': { epochs: 40, batchSize: 16, learningRate: 0.003 },
  'text-bow': { epochs: 30, batchSize: 32, learningRate: 0.003, earlyStopping: UNTIL_NO_BETTER },
  'text-cnn': { epochs: 10, batchSize: 32, earlyStopping: UNTIL_NO_BETTER },
  'text-lstm': { epochs: 8, batchSize: 32, learningRate: 0.002, earlyStopping: UNTIL_NO_BETTER },
  'text-transformer': { epochs: 10, batchSize: 32, earlyStopping: UNTIL_NO_BETTER },
  'translate-gru': {
    epochs: 20,
    batchSize: 64,
    learningRate: 0.002,
    earlyStopping: UNTIL_NO_BETTER,
  },
  'translate-transformer': {
    epochs: 20,
    batchSize: 64,
    learningRate: 0.001,
    earlyStopping: UNTIL_NO_BETTER,
  },
  'recommend-mf': {
    epochs: 30,
    batchSize: 256,
    learningRate: 0.003,
    earlyStopping: SOON_STOPPED,
  },
  'recommend-bpr': {
    epochs: 30,
    batchSize: 256,
    learningRate: 0.003,
    earlyStopping: SOON_STOPPED,
  },
  'recommend-ncf': { epochs: 20, batchSize: 256, earlyStopping: SOON_STOPPED },
  'recommend-two-tower': { epochs: 20, batchSize: 256, earlyStopping: SOON_STOPPED },
  'recommend-hybrid': {
    epochs: 20,
    batchSize: 256,
    learningRate: 0.002,
    earlyStopping: SOON_STOPPED,
  },
  'forecast-linear': {
    epochs: 60,
    batchSize: 32,
    learningRate: 0.003,
    earlyStopping: UNTIL_NO_BETTER,
  },
  'forecast-tcn': { epochs: 40, batchSize: 32, earlyStopping: UNTIL_NO_BETTER },
  'forecast-lstm': {
    epochs: 40,
    batchSize: 32,
    learningRate: 0.003,
    earlyStopping: UNTIL_NO_BETTER,
  },
  autoencoder: {
    epochs: 40,
    batchSize: 32,
    learningRate: 0.002,
    earlyStopping: UNTIL_NO_BETTER,
  },
  'lm-gpt': { epochs: 5, batchSize: 32, learningRate: 0.002, earlyStopping: UNTIL_NO_BETTER },
};

/**
 * The whole plan to start a template with.
 * @param trainRows rows of the training split; the batch never exceeds them
 */
export function suggestedPlan(template: TemplateId, trainRows: number): RunPlan {
  const plan = { ...DEFAULT_PLAN, ...SUGGESTED_PLANS[template] };
  return { ...plan, batchSize: Math.max(1, Math.min(plan.batchSize, trainRows)) };
}
