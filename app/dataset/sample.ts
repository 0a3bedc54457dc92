import { gridShape } from '../boxes/center-grid.ts';
import { elementCount, type Shape } from '../shape.ts';
import type { SampleInput, SampleTarget } from './dataset.ts';

/** Shape of one sample. */
export function sampleShape(input: SampleInput): Shape {
  switch (input.kind) {
    case 'tabular':
      return [input.features];
    case 'image':
      return [input.height, input.width, input.channels];
    case 'tokens':
      return [input.length];
    case 'series':
      return [input.length, input.channels];
  }
}

/** What samples are stored as, and stay until they are in the graph. */
export function sampleType(input: SampleInput): 'uint8' | 'int32' | 'float32' {
  if (input.kind === 'image') return 'uint8';
  return input.kind === 'tokens' ? 'int32' : 'float32';
}

/** Numbers of samples as they are stored, one sample after the other. */
export type SampleNumbers = Uint8Array | Int32Array | Float32Array;

/** Room for samples as they are stored, all zeros. */
export function emptySamples(input: SampleInput, samples: number): SampleNumbers {
  const count = samples * elementCount(sampleShape(input));
  switch (sampleType(input)) {
    case 'uint8':
      return new Uint8Array(count);
    case 'int32':
      return new Int32Array(count);
    case 'float32':
      return new Float32Array(count);
  }
}

/** Shape of one sample's target. */
export function targetShape(target: SampleTarget): Shape {
  switch (target.kind) {
    case 'class':
      return [];
    case 'values':
      return target.shape;
    case 'tokens':
      return [target.length];
    case 'boxes':
      return gridShape(target);
  }
}

/** What targets are stored as. */
export function targetType(target: SampleTarget): 'int32' | 'float32' {
  return target.kind === 'values' || target.kind === 'boxes' ? 'float32' : 'int32';
}

/** What it is to give a sample back as it came: an image in fractions of white, all else as stored. */
export function reconstructionOf(input: SampleInput): SampleTarget {
  if (input.kind === 'tokens') return input;
  return { kind: 'values', shape: sampleShape(input) };
}

/** What a dataset's target is, said or not. */
export function targetOf(facts: {
  readonly classes: readonly string[];
  readonly sampleTarget?: SampleTarget | undefined;
}): SampleTarget {
  return (
    facts.sampleTarget ??
    (facts.classes.length > 0 ? { kind: 'class' } : { kind: 'values', shape: [] })
  );
}
