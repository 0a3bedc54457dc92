import type { Fields, ValuesOf } from '../field.ts';

/**
 * Arguments of every layer that has weights: Keras' `trainable`, and how many times the plan's
 * learning rate its weights learn with.
 */
export const BASE_FIELDS = {
  trainable: { kind: 'boolean', default: true },
  learning_rate_factor: { kind: 'number', minimum: 0, maximum: 1000, default: 1 },
} as const satisfies Fields;

export type BaseConfig = ValuesOf<typeof BASE_FIELDS>;
