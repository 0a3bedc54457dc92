import {
  AUGMENTATION_PRESETS,
  type Augmentation,
  type AugmentationStep,
  presetAugmentation,
  presetOf,
} from '../architecture/augmentation.ts';
import { fail, ok, type Result } from '../errors.ts';

/** What the field takes: the name of a list, or a list of layers without names. */
const EXPECTED = [...Object.keys(AUGMENTATION_PRESETS), '[{type, config}]'].join(' | ');

/** More changes would take longer than they teach. */
export const MOST_CHANGES = 50;

/**
 * Reads what images go through while training; whether its layers are right is told once the images are known.
 * @param value the name of a preset, `off`, or a list; also as JSON text
 */
export function readAugmentation(value: unknown): Result<Augmentation> {
  const given = typeof value === 'string' ? fromText(value) : value;
  const isList = Array.isArray(given) && given.length <= MOST_CHANGES;
  const steps = isList ? given.map(stepOf) : [null];
  const read = steps.filter((step) => step !== null);
  if (read.length === steps.length) return ok(read);
  const told = typeof value === 'string' ? value : JSON.stringify(value);
  return fail({
    code: 'plan/field-invalid',
    field: 'augmentation',
    value: String(told),
    expected: EXPECTED,
  });
}

/** How `--set` takes it: a name where it has one. */
export function augmentationText(augmentation: Augmentation): string {
  return presetOf(augmentation) ?? JSON.stringify(augmentation);
}

function fromText(text: string): unknown {
  const preset = presetAugmentation(text === 'off' || text === '' ? 'none' : text);
  if (preset !== null) return preset;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function stepOf(value: unknown): AugmentationStep | null {
  if (typeof value !== 'object' || value === null || !('type' in value)) return null;
  const { type, config = {}, ...others } = value as Partial<AugmentationStep>;
  const isConfig = typeof config === 'object' && config !== null && !Array.isArray(config);
  if (typeof type !== 'string' || !isConfig || Object.keys(others).length > 0) return null;
  return { type, config };
}
