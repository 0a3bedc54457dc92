import { convolutionOperations } from './convolution.ts';
import { elementwiseOperations } from './elementwise.ts';
import { linearOperations } from './linear.ts';
import { movementOperations } from './movement.ts';
import { normalizationOperations } from './normalization.ts';
import type { OperationTable } from './operation.ts';
import { reductionOperations } from './reduction.ts';
import { repetitionOperations } from './repetition.ts';

/** Operators of the tensor graph by what TensorFlow has for them. */
export const OPERATIONS: OperationTable = {
  ...elementwiseOperations,
  ...movementOperations,
  ...reductionOperations,
  ...repetitionOperations,
  ...linearOperations,
  ...convolutionOperations,
  ...normalizationOperations,
};
