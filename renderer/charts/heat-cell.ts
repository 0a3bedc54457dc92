/** One cell: what it says, and how it is painted. */
export interface HeatCell {
  /** Unrounded, for the file; null where there is none. */
  readonly value: number | null;
  readonly text: string;
  /** Place in the palette of eight, from 0; which colour means what is said by the legend. */
  readonly colour: number;
  /** 0 to 1 along a perceptual scale. */
  readonly strength: number;
  /** Said on hover. */
  readonly title: string;
}
