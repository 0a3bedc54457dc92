import { fail, ok, type Result } from '../../app/errors.ts';
import { adapterNumber, ENGINES, type EngineId } from '../../app/training/engines.ts';
import { cardNamed, cardUnknown, type NvidiaCard, nvidiaCards } from '../adapters/nvidia-driver.ts';

/** The NVIDIA cards of this machine, as they were looked at last. */
export interface CardList {
  known(): readonly NvidiaCard[];
  /** Asks the driver, unless it listed no card as the host started. */
  look(): Promise<readonly NvidiaCard[]>;
  /** The one that most memory is free of; undefined without any. */
  freest(): NvidiaCard | undefined;
}

/** @param list asks the driver */
export async function cardList(
  list: () => Promise<readonly NvidiaCard[]> = nvidiaCards,
): Promise<CardList> {
  let cards = await list();
  const look = async () => {
    if (cards.length === 0) return cards;
    // A driver that once does not answer has not lost its cards.
    const now = await list();
    if (now.length > 0) cards = now;
    return cards;
  };
  const freest = () => [...cards].sort((left, right) => right.freeBytes - left.freeBytes).at(0);
  return { known: () => cards, look, freest };
}

/**
 * Whether an engine can compute on the card that a run asks for.
 * @param device index or UUID, `dxgi:1` for engines that number cards; null: any
 */
export function checkDevice(
  device: string | null,
  engine: EngineId,
  cards: readonly NvidiaCard[],
): Result<null> {
  if (device === null) return ok(null);
  const { choosesCard, numbersCards } = ENGINES[engine];
  // Whether there is such a card is only known by taking it: `tryAdapter`.
  if (numbersCards && adapterNumber(device) !== null) return ok(null);
  if (!choosesCard) return fail({ code: 'engine/chooses-no-card', engine, device });
  return checkCard(device, cards);
}

/** @param device index or UUID */
export function checkCard(device: string, cards: readonly NvidiaCard[]): Result<null> {
  return cardNamed(cards, device) === undefined ? cardUnknown(device, cards) : ok(null);
}
