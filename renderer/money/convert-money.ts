/** Digits that a price typed in one currency keeps when it comes back from USD. */
const DIGITS = 9;

/** An amount stored in USD, as typed in the user's currency. */
export function fromUsd(usd: number, rate: number): number;
export function fromUsd(usd: number | null, rate: number): number | null;
export function fromUsd(usd: number | null, rate: number): number | null {
  return usd === null ? null : Number((usd * rate).toPrecision(DIGITS));
}

/** An amount typed in the user's currency, as stored. */
export function toUsd(amount: number, rate: number): number;
export function toUsd(amount: number | null, rate: number): number | null;
export function toUsd(amount: number | null, rate: number): number | null {
  return amount === null ? null : amount / rate;
}
