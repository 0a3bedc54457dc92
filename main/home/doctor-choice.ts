import { readFileSync } from 'node:fs';
import { DEFAULT_ENGINE, type EngineId, isEngineId } from '../../app/training/engines.ts';

/** The part of the doctor's record that says what it chose, and for which machine. */
interface DoctorChoice {
  readonly engine: EngineId;
  /** Of processor, cards, drivers and versions: once it differs, the doctor has to measure again. */
  readonly fingerprint: string;
}

/**
 * The engine that `auto` stands for: the processor's own until the doctor has chosen.
 * @param file of `homeFolders`: `doctor`
 */
export function chosenEngine(file: string): EngineId {
  return readChoice(file)?.engine ?? DEFAULT_ENGINE;
}

/** Null until the doctor has chosen; a damaged file is no choice, either. */
function readChoice(file: string): DoctorChoice | null {
  try {
    const read: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return isChoice(read) ? read : null;
  } catch {
    // The doctor has not been asked yet, or its file is damaged: it can be asked again.
    return null;
  }
}

function isChoice(value: unknown): value is DoctorChoice {
  if (typeof value !== 'object' || value === null) return false;
  const { engine, fingerprint } = value as Partial<DoctorChoice>;
  return typeof engine === 'string' && isEngineId(engine) && typeof fingerprint === 'string';
}
