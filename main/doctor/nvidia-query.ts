import type { AskCommand } from './ask-command.ts';

/**
 * What `nvidia-smi` tells of each card, in its order; null where it does not know a field.
 * @source `nvidia-smi --help-query-gpu`
 */
export async function nvidiaQuery(
  ask: AskCommand,
  fields: string,
): Promise<readonly (readonly string[])[] | null> {
  const answer = await ask('nvidia-smi', [
    `--query-gpu=${fields}`,
    '--format=csv,noheader,nounits',
  ]);
  const lines = answer?.split('\n').filter((line) => line.trim() !== '');
  return lines?.map((line) => line.split(',').map((cell) => cell.trim())) ?? null;
}

const reasons = (group: string) => `uuid,${group}.hw_thermal_slowdown,${group}.sw_thermal_slowdown`;

/** UUIDs of the cards that compute more slowly at this moment because they are too hot. */
export async function hotCards(ask: AskCommand): Promise<readonly string[]> {
  const rows =
    (await nvidiaQuery(ask, reasons('clocks_event_reasons'))) ??
    // Up to driver 535.
    (await nvidiaQuery(ask, reasons('clocks_throttle_reasons')));
  return (rows ?? []).flatMap(([uuid = '', ...states]) =>
    states.includes('Active') ? [uuid] : [],
  );
}

/** Remembers which cards were too hot each time that it looked. */
export class HeatWatch {
  readonly #ask: AskCommand;
  readonly #hot = new Set<string>();
  #looking: Promise<void> | null = null;

  constructor(ask: AskCommand) {
    this.#ask = ask;
  }

  /** Looks in the background, unless it does already. */
  look(): void {
    this.#looking ??= hotCards(this.#ask).then((uuids) => {
      for (const uuid of uuids) this.#hot.add(uuid);
      this.#looking = null;
    });
  }

  /** All that were seen so far. */
  async seen(): Promise<readonly string[]> {
    await this.#looking;
    return [...this.#hot];
  }
}
