/** How far one input moves the result, from its low to its high value. */
export interface TornadoRow {
  readonly id: string;
  readonly label: string;
  /** The result with the input at its low and at its high value; null where it does not exist. */
  readonly atLow: number | null;
  readonly atHigh: number | null;
  /** The input's low and high value in words, with their unit. */
  readonly low: string;
  readonly high: string;
  /** Said beside the bars, such as that the answer turns inside this range. */
  readonly note?: string | undefined;
}
