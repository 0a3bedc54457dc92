import { readFileSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import {
  type DiskSpeed,
  MACHINE_CHANGES,
  type MachineChange,
  type PowerReport,
} from '../../app/contract/doctor.ts';
import type { EngineMeasurement } from '../../app/contract/engine.ts';
import { diskSpeed, powerReport } from '../../app/contract/schemas/doctor.ts';
import { engineMeasurement } from '../../app/contract/schemas/engine.ts';
import { appError } from '../../app/contract/schemas/errors.ts';
import { type AppError, fail, ok, type Result } from '../../app/errors.ts';
import { knownFileFailure } from '../../app/file-failure.ts';
import { ENGINE_IDS, type EngineId } from '../../app/training/engines.ts';

/** What came of measuring one engine. */
export type EngineOutcome =
  | {
      readonly ok: true;
      readonly measurement: EngineMeasurement;
      /** Null where nothing on this machine can be read. */
      readonly power: PowerReport | null;
    }
  | { readonly ok: false; readonly error: AppError };

export type EngineOutcomes = Readonly<Partial<Record<EngineId, EngineOutcome>>>;

/** What a measurement holds for: it is repeated when any of it changes. */
export type MachineIdentity = Readonly<Record<MachineChange, string>>;

/** What the doctor has measured, kept in the home's `doctor.json`. */
export interface DoctorRecord {
  /** What it chose: the one thing that starting a run reads. */
  readonly engine: EngineId;
  readonly fingerprint: string;
  readonly identity: MachineIdentity;
  /** ISO time. */
  readonly measuredAt: string;
  readonly engines: EngineOutcomes;
  readonly disk: DiskSpeed | null;
  /** Engines that an interruption has left to be measured; what is told of them is older, or nothing. */
  readonly pending?: readonly EngineId[] | undefined;
  /** How often the processor slowed down for heat meanwhile. */
  readonly throttledTimes: number;
  /** Share of the processor, 0 to 1, that others kept busy as it began; left out by earlier versions. */
  readonly busyShare?: number | undefined;
  /** UUIDs of cards that did meanwhile; left out by earlier versions. */
  readonly throttledCards?: readonly string[] | undefined;
}

const outcome = z.discriminatedUnion('ok', [
  z.object({
    ok: z.literal(true),
    measurement: engineMeasurement,
    power: powerReport.nullable(),
  }),
  z.object({ ok: z.literal(false), error: appError }),
]);

const doctorRecord = z.object({
  engine: z.enum(ENGINE_IDS),
  fingerprint: z.string(),
  identity: z.record(z.enum(MACHINE_CHANGES), z.string()),
  measuredAt: z.string(),
  engines: z.partialRecord(z.enum(ENGINE_IDS), outcome),
  disk: diskSpeed.nullable(),
  pending: z.array(z.enum(ENGINE_IDS)).optional(),
  throttledTimes: z.number(),
  busyShare: z.number().optional(),
  throttledCards: z.array(z.string()).optional(),
});

/** Null before the first measurement; a file of another version, or a damaged one, is none, either. */
export function readRecord(file: string): DoctorRecord | null {
  try {
    return doctorRecord.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    // It can be measured again.
    return null;
  }
}

/** Keeps a record in place of the one before, or says why it cannot: then the one before stays. */
export async function keepRecord(file: string, record: DoctorRecord): Promise<Result<null>> {
  const partial = `${file}.tmp`;
  try {
    await writeFile(partial, `${JSON.stringify(record)}\n`);
    await rename(partial, file);
    return ok(null);
  } catch (cause) {
    await rm(partial, { force: true }).catch(() => {});
    return fail(knownFileFailure(cause, file, 'write'));
  }
}

export function fingerprintOf(identity: MachineIdentity): string {
  return MACHINE_CHANGES.map((part) => `${part}=${identity[part]}`).join(';');
}

/** What is no longer as it was. */
export function changesSince(
  record: Pick<DoctorRecord, 'identity'>,
  now: MachineIdentity,
): readonly MachineChange[] {
  return MACHINE_CHANGES.filter((part) => record.identity[part] !== now[part]);
}
