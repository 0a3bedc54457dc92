import type { GpuRow } from '../fact-sheets.ts';
import type { Measurement } from '../measurement/measurement.ts';
import type { Scenario } from './scenario.ts';
import { SERVED_MODELS } from './served-models.ts';
import { CHATBOT } from './templates/chatbot.ts';

/**
 * A measured server as a decision: is serving cheaper on it, rented, or bought as tokens? The demand is a template's,
 * to be replaced. The card and the model are those that were measured, as far as the sheets know them: else the machine
 * counts as a whole, by its price in the settings, and the model must be chosen before others can be compared with it.
 */
export function scenarioOfMeasurement(
  { id, name, machine, server }: Pick<Measurement, 'id' | 'name' | 'machine' | 'server'>,
  cards: readonly Pick<GpuRow, 'name'>[],
): Scenario {
  return {
    ...CHATBOT,
    name,
    choices: {
      ...CHATBOT.choices,
      measurement: id,
      gpu: machine.hasServer ? cardNamed(machine.gpu, cards) : null,
      servedModel: modelNamed(server.model),
    },
  };
}

/** `NVIDIA GeForce RTX 4090`, as drivers say, is the sheet's `GeForce RTX 4090`. */
function cardNamed(gpu: string | null, cards: readonly Pick<GpuRow, 'name'>[]): string | null {
  const name = gpu?.replace(/^NVIDIA /, '');
  return cards.find((card) => card.name === name)?.name ?? null;
}

/** `gpt-oss:20b` and `models/gpt-oss-20b-mxfp4.gguf` are `gpt-oss-20b`; of several the longest name. */
function modelNamed(model: string): string | null {
  const name = model.toLowerCase().replaceAll(/[\s:_]/g, '-');
  const [longest] = SERVED_MODELS.map(({ id }) => id)
    .filter((id) => name.includes(id))
    .sort((left, right) => right.length - left.length);
  return longest ?? null;
}
