import { type AppError, fail, ok, type Result } from '../../app/errors.ts';
import type { Refusal } from './ask.ts';
import type { ServerFacts } from './recognise.ts';

/** The model to ask for: the one that was named, or the only one. */
export function chosenModel(
  url: string,
  wanted: string | null,
  { models }: ServerFacts,
): Result<string> {
  if (wanted !== null) {
    return models.includes(wanted)
      ? ok(wanted)
      : fail({ code: 'meter/model-missing', model: wanted, known: models });
  }
  const [only, ...others] = models;
  if (only === undefined) return fail({ code: 'meter/no-models', url });
  return others.length === 0 ? ok(only) : fail({ code: 'meter/model-unclear', known: models });
}

/** Why the list of models did not come. */
export function listError(url: string, { failure, said }: Refusal): AppError {
  switch (failure) {
    case 'unreachable':
    case 'connection-lost':
      return { code: 'meter/unreachable', url, reason: said };
    case 'unauthorized':
      return { code: 'meter/unauthorized', url };
    case 'timeout':
      return { code: 'meter/answer-failed', url, failure, said };
    default:
      return { code: 'meter/not-compatible', url, found: said || failure };
  }
}

/** Why a first answer did not come. */
export function answerError(url: string, { failure, said }: Refusal): AppError {
  if (failure === 'unauthorized') return { code: 'meter/unauthorized', url };
  if (failure === 'unreachable') return { code: 'meter/unreachable', url, reason: said };
  return { code: 'meter/answer-failed', url, failure, said };
}
