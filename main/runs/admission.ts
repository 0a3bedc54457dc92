import type { WaitReason } from '../../app/training/run.ts';

/** What a run takes of the machine while it trains. */
export interface RunNeed {
  readonly device: 'cpu' | 'gpu';
  readonly cores: number;
  /** Of the machine's own memory. */
  readonly hostBytes: number;
  /** Of the GPU's. */
  readonly deviceBytes: number;
  /** The one card that it can take; null: any. */
  readonly card: string | null;
}

/** A card that runs may compute on. */
export interface CardRoom {
  readonly id: string;
  /** Null where it does not tell: then one run has it. */
  readonly memoryBytes: number | null;
  /** What no program holds. */
  readonly freeBytes: number;
}

/** What there is. */
export interface MachineRoom {
  /** Runs that may train at once. */
  readonly runsAtOnce: number;
  readonly cores: number;
  readonly hostBytes: number;
  /** Those that are known; empty where there may be one that nobody lists. */
  readonly cards: readonly CardRoom[];
}

/** Of memory, so that what a run takes beyond its count, and the desk, have some too. */
const USABLE = 0.8;

/** Stands for a card that nobody lists. */
const UNLISTED: CardRoom = { id: '', memoryBytes: null, freeBytes: 0 };

/** Where a run computes: a card's id, empty for one that nobody lists; null for the processor. */
export type Place = string | null;

/** What waits for a device: runs that come later must not overtake it there. */
export const PROCESSOR = 'cpu';

/** What a run that found no room waits for. */
export function waitsFor({ device, card }: RunNeed, room: MachineRoom): readonly string[] {
  if (device === 'cpu') return [PROCESSOR];
  return card === null ? listed(room).map(({ id }) => id) : [card];
}

/**
 * Where a run can train beside those that do: on the card that fewest runs have, of these the one
 * with most free memory. With nothing beside it, its engine decides by itself whether it fits.
 * @param running each with the card that it has
 * @param taken   devices that others wait for
 * @returns undefined where there is no room
 */
export function placeOf(
  need: RunNeed,
  running: readonly RunNeed[],
  room: MachineRoom,
  taken: ReadonlySet<string> = new Set(),
): Place | undefined {
  const alone = running.length === 0;
  if (!alone && !hasHostRoom(need, running, room)) return undefined;
  if (need.device === 'cpu') return taken.has(PROCESSOR) ? undefined : null;
  const wanted = listed(room).filter(({ id }) => need.card === null || need.card === id);
  const choices = wanted.map((card) => {
    const users = usersOf(card, running);
    return { ...card, users: users.length, fits: fitsCard(need, users, card) };
  });
  const [best] = choices
    .filter(({ id, fits }) => alone || (fits && !taken.has(id)))
    .sort(
      (left, right) =>
        Number(right.fits) - Number(left.fits) ||
        left.users - right.users ||
        right.freeBytes - left.freeBytes,
    );
  // One that is no longer there is left to the engine, which says so.
  return best?.id ?? (alone ? (need.card ?? '') : undefined);
}

/** Why a run that found no room waits. */
export function waitReason(
  need: RunNeed,
  running: readonly RunNeed[],
  room: MachineRoom,
): WaitReason {
  if (running.length >= room.runsAtOnce) return 'turn';
  const all = [...running, need];
  if (sum(all, ({ cores }) => cores) > room.cores) return 'cores';
  if (!hasHostRoom(need, running, room)) return 'memory';
  if (need.device === 'cpu') return 'line';
  const fits = listed(room)
    .filter(({ id }) => need.card === null || need.card === id)
    .some((card) => fitsCard(need, usersOf(card, running), card));
  return fits ? 'line' : 'card';
}

function usersOf({ id }: CardRoom, running: readonly RunNeed[]): readonly RunNeed[] {
  return running.filter(({ device, card }) => device === 'gpu' && card === id);
}

function listed({ cards }: MachineRoom): readonly CardRoom[] {
  return cards.length === 0 ? [UNLISTED] : cards;
}

function hasHostRoom(need: RunNeed, running: readonly RunNeed[], room: MachineRoom): boolean {
  if (running.length >= room.runsAtOnce) return false;
  const all = [...running, need];
  if (sum(all, ({ cores }) => cores) > room.cores) return false;
  return sum(all, ({ hostBytes }) => hostBytes) <= room.hostBytes * USABLE;
}

function fitsCard(need: RunNeed, users: readonly RunNeed[], { memoryBytes }: CardRoom): boolean {
  if (memoryBytes === null) return users.length === 0;
  return sum([...users, need], ({ deviceBytes }) => deviceBytes) <= memoryBytes * USABLE;
}

function sum(needs: readonly RunNeed[], of: (need: RunNeed) => number): number {
  return needs.reduce((total, need) => total + of(need), 0);
}
