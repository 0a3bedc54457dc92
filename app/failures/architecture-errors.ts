import type { Shape } from '../shape.ts';

/** Why an argument of Keras is not one here; the words say what to do instead. */
export const UNSUPPORTED_REASONS = [
  'states-given',
  'steps-masked',
  'scores-computed',
  'lowering-chosen',
  'seed-planned',
  'channels-last',
  'precision-planned',
  'id-names',
  'batch-planned',
  'one-device',
  'adapter-built',
  'input-shaped',
  'tensors-dense',
  'inputs-given',
  'weights-initialized',
  'activity-elsewhere',
  'full-precision',
  'statistics-own',
  'directions-alike',
  'fans-fixed',
] as const;
export type UnsupportedReason = (typeof UNSUPPORTED_REASONS)[number];

/** Expected failures of models. */
export type ArchitectureError =
  | {
      code: 'architecture/layer-unknown';
      layerId: string;
      type: string;
      known: readonly string[];
    }
  | { code: 'architecture/layer-id-duplicate'; layerId: string }
  | {
      code: 'architecture/config-unknown';
      layerId: string;
      key: string;
      known: readonly string[];
    }
  /** An argument that Keras has; `reason` says what stands in its place. */
  | {
      code: 'architecture/config-unsupported';
      layerId: string;
      key: string;
      reason: UnsupportedReason;
    }
  | {
      code: 'architecture/config-invalid';
      layerId: string;
      key: string;
      value: string;
      expected: string;
    }
  | {
      code: 'architecture/input-missing';
      layerId: string;
      input: string;
      known: readonly string[];
    }
  /** Takes a layer that stands behind it, and could stand before it. */
  | { code: 'architecture/input-later'; layerId: string; input: string }
  /** Layers that wait for one another, in the order data flows; the first one is also the last. */
  | { code: 'architecture/cycle'; layerId: string; cycle: readonly string[] }
  /** Without a bound a layer takes exactly so many. */
  | {
      code: 'architecture/input-count';
      layerId: string;
      expected: number;
      found: number;
      bound?: 'least' | 'most' | undefined;
    }
  /** `takers`: layers that could take it as the model stands. */
  | { code: 'architecture/layer-unused'; layerId: string; takers: readonly string[] }
  | { code: 'architecture/output-missing'; output: string; known: readonly string[] }
  | { code: 'architecture/output-duplicate'; layerId: string; output: string }
  /** `source` is the layer that masks; `takers` are layer types that could stand there instead. */
  | {
      code: 'architecture/mask-refused';
      layerId: string;
      type: string;
      source: string;
      takers: readonly string[];
    }
  | { code: 'architecture/rank-mismatch'; layerId: string; expectedRank: number; actual: Shape }
  | { code: 'architecture/window-too-large'; layerId: string; window: Shape; actual: Shape }
  | { code: 'architecture/shape-mismatch'; layerId: string; expected: Shape; actual: Shape }
  | { code: 'architecture/output-mismatch'; layerId: string; expected: Shape; actual: Shape }
  | { code: 'architecture/output-activation'; layerId: string; expected: string; actual: string }
  | {
      code: 'architecture/loss-mismatch';
      layerId: string;
      loss: string;
      fitting: readonly string[];
    }
  | { code: 'architecture/no-layers' }
  | { code: 'architecture/input-not-first'; layerId: string }
  | {
      code: 'architecture/too-many-parameters';
      layerId: string;
      parameters: number;
      maximum: number;
    }
  | {
      code: 'architecture/memory-short';
      layerId: string;
      layerBytes: number;
      neededBytes: number;
      memoryBytes: number;
    }
  /** `numbers` is what the layer gives for one sample. */
  | {
      code: 'architecture/output-too-large';
      layerId: string;
      shape: Shape;
      numbers: number;
      maximum: number;
    }
  | { code: 'architecture/template-unknown'; template: string; known: readonly string[] }
  | {
      code: 'architecture/template-task';
      template: string;
      task: string;
      known: readonly string[];
    }
  | {
      code: 'architecture/file-invalid';
      path: string;
      nearest?: string | undefined;
      place: string;
      expected: string;
    }
  | { code: 'model/not-found'; model: string };
