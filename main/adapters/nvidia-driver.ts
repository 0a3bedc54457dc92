import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { fail, ok, type Result } from '../../app/errors.ts';
import { BYTES_PER_MIB } from '../../app/units.ts';
import { type GraphicsAdapter, graphicsAdapter } from './graphics-adapter.ts';

const run = promisify(execFile);
/** A driver that hangs must not hang whoever asks. */
const TIMEOUT_MS = 5000;

/** Cards that a process may use, as CUDA reads it when it starts. */
export const VISIBLE_CARDS = 'CUDA_VISIBLE_DEVICES';

/** A card as its driver tells of it. */
export interface NvidiaCard extends GraphicsAdapter {
  /** Its place in the driver's list, from 0. */
  readonly index: number;
  /** What tells it from its like, and stays when others are put in or out: `GPU-…`. */
  readonly uuid: string;
  /** 0 where the driver does not tell. */
  readonly memoryBytes: number;
  /** What no program holds now. */
  readonly freeBytes: number;
}

const FIELDS = 'index,uuid,name,driver_version,memory.total,memory.free';

/**
 * The cards that NVIDIA's driver lists and this process may use, in its order; none without a driver
 * that answers.
 * @source `nvidia-smi --help-query-gpu`
 */
export async function nvidiaCards(
  command = 'nvidia-smi',
  visible = process.env[VISIBLE_CARDS],
): Promise<readonly NvidiaCard[]> {
  return visibleCards(await listedCards(command), visible);
}

/** All that the driver lists. */
async function listedCards(command: string): Promise<readonly NvidiaCard[]> {
  const query = [`--query-gpu=${FIELDS}`, '--format=csv,noheader,nounits'];
  try {
    const { stdout } = await run(command, query, { timeout: TIMEOUT_MS, windowsHide: true });
    return nvidiaCardsIn(stdout);
  } catch {
    return [];
  }
}

/** @param answer a line a card: `0, GPU-5d8e…, NVIDIA H200, 570.86.15, 143771, 143000`, memory in MiB */
export function nvidiaCardsIn(answer: string): readonly NvidiaCard[] {
  return answer.split('\n').flatMap((line) => {
    const [index, uuid, name, driver, ...memory] = line.split(',').map((part) => part.trim());
    if (!name || uuid === undefined || driver === undefined) return [];
    const [memoryBytes = 0, freeBytes = 0] = memory.map(bytesOf);
    return [
      {
        ...graphicsAdapter(name, 'NVIDIA', driver),
        index: Number(index),
        uuid,
        memoryBytes,
        freeBytes,
      },
    ];
  });
}

/** 0 for `[N/A]`. */
function bytesOf(mib: string): number {
  const value = Number(mib) * BYTES_PER_MIB;
  return Number.isFinite(value) ? value : 0;
}

/**
 * Those that a variable leaves: all where it is not set, none where it is empty. The list ends at
 * the first entry that names no card.
 * @param variable indices or the beginnings of UUIDs; a part of a card (`MIG-…`) stands for the first
 *                 card, as the driver does not list parts
 * @source CUDA C++ Programming Guide, "CUDA Environment Variables"
 */
export function visibleCards(
  cards: readonly NvidiaCard[],
  variable: string | undefined,
): readonly NvidiaCard[] {
  if (variable === undefined) return cards;
  const [part = ''] = variable.split(',');
  if (part.startsWith('MIG-')) return cards.slice(0, 1).map((card) => ({ ...card, uuid: part }));
  const visible: NvidiaCard[] = [];
  for (const entry of variable.split(',').map((each) => each.trim())) {
    const card = cardNamed(cards, entry);
    if (card === undefined) break;
    visible.push(card);
  }
  return visible;
}

/**
 * The first card that this process may use. Fails with `engine/card-unknown` where the one that it was
 * started for is gone.
 * @returns null where no driver lists any
 */
export async function visibleCard(
  command = 'nvidia-smi',
  variable = process.env[VISIBLE_CARDS],
): Promise<Result<NvidiaCard> | null> {
  const all = await listedCards(command);
  const [card] = visibleCards(all, variable);
  if (card !== undefined) return ok(card);
  if (all.length === 0 || !variable) return null;
  return cardUnknown(variable, all);
}

/** Says that there is no such card, and which there are. */
export function cardUnknown(device: string, cards: readonly NvidiaCard[]): Result<never> {
  const known = cards.map(({ index, name }) => `${index} (${name})`);
  return fail({ code: 'engine/card-unknown', device, known });
}

/** The card of that index, also as `cuda:1`, or whose UUID begins so. */
export function cardNamed<Card extends { readonly index: number; readonly uuid: string }>(
  cards: readonly Card[],
  name: string,
): Card | undefined {
  const place = /^(?:cuda:)?(\d+)$/u.exec(name)?.[1];
  return place !== undefined
    ? cards.find(({ index }) => index === Number(place))
    : cards.find(({ uuid }) => name.startsWith('GPU-') && uuid.startsWith(name));
}
