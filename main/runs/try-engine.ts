import type { EnginePack } from '../../app/contract/engine.ts';
import type { PackId } from '../../app/contract/packs.ts';
import { errorText } from '../../app/error-text.ts';
import { type AppError, fail, ok, type Result } from '../../app/errors.ts';
import { DEFAULT_ENGINE, type EngineId } from '../../app/training/engines.ts';
import { firstDeviation, type LossCurve } from '../../app/training/loss-curve.ts';
import { engineAnswer } from './engine-answer.ts';
import type { StartEngine } from './engine-process.ts';

/**
 * Trains a reference model on an engine by a pack that need not be in its place, and on the
 * processor. Fails with `packs/check-failed` where the engine fails, or its losses are others.
 */
export async function tryEngine(
  startEngine: StartEngine,
  id: PackId,
  engine: EngineId,
  pack: EnginePack,
): Promise<Result<null>> {
  const failed = (reason: string): { ok: false; error: AppError } =>
    fail({ code: 'packs/check-failed', pack: id, reason });
  const found = await losses(startEngine, engine, pack);
  if (!found.ok) return failed(wordsOf(found.error));
  const right = await losses(startEngine, DEFAULT_ENGINE, undefined);
  if (!right.ok) return right;
  const deviation = firstDeviation(found.value, right.value);
  if (deviation === null) return ok(null);
  const { step, loss, expected } = deviation;
  return failed(`loss[${step}] = ${loss ?? Number.NaN} ≠ ${expected ?? Number.NaN}`);
}

/** A loader's own words, where there are any: no language of ours, and no advice to ask the doctor. */
function wordsOf(error: AppError): string {
  const said = error.code === 'engine/runtime-missing' ? error.detail : '';
  return said || errorText(error, 'en');
}

async function losses(
  startEngine: StartEngine,
  engine: EngineId,
  pack: EnginePack | undefined,
): Promise<Result<LossCurve>> {
  const setting = { engine, threads: 0, ...(pack !== undefined && { pack }) };
  const work = { kind: 'measure', models: ['mlp'], ...setting } as const;
  const answer = await engineAnswer(startEngine, work, 'measured');
  return answer.ok ? ok(answer.value.models[0]?.losses ?? []) : answer;
}
