import type { EngineEvent, EngineWork } from '../../app/contract/engine.ts';
import { assertNever, type Result } from '../../app/errors.ts';
import { exportModel } from './export-model.ts';
import { measureMachine } from './measure-machine.ts';
import { openTraining } from './open-training.ts';
import { planExecution } from './plan-execution.ts';
import { predict } from './predict.ts';
import { rank } from './rank.ts';
import { recommend } from './recommend.ts';
import type { RunControl } from './run-control.ts';
import { score } from './score.ts';
import { train } from './train-loop.ts';
import type { EngineMeans } from './work.ts';

/** Does one piece of work and tells of it; the last event says how it ended. */
export async function* perform(
  work: EngineWork,
  control: RunControl,
  means: EngineMeans,
): AsyncGenerator<EngineEvent, void> {
  switch (work.kind) {
    case 'train': {
      const opened = await openTraining(work, means);
      if (!opened.ok) return yield { kind: 'failed', error: opened.error };
      yield* train(opened.value, control);
      return await opened.value.close();
    }
    case 'score':
      return yield answer(await score(work, means));
    case 'predict':
      return yield answer(await predict(work, means));
    case 'recommend':
      return yield answer(await recommend(work, means));
    case 'rank':
      return yield answer(await rank(work, means));
    case 'export':
      return yield answer(await exportModel(work));
    case 'plan':
      return yield answer(await planExecution(work, means));
    case 'measure':
      return yield* measureMachine(work, means);
    default:
      return assertNever(work);
  }
}

function answer(result: Result<EngineEvent>): EngineEvent {
  return result.ok ? result.value : { kind: 'failed', error: result.error };
}
