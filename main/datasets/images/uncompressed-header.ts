/** How the pixels of a file without compression lie in it, which sharp does not read. */
export interface UncompressedHeader {
  readonly height: number;
  readonly width: number;
  /** Grey, or red, green and blue. */
  readonly channels: 1 | 3;
  /** Where the first row begins, and how far the next one is. */
  readonly offsetBytes: number;
  readonly rowBytes: number;
  /** Of the last row, which may lack what fills others up. */
  readonly lastRowBytes: number;
  /** Whether the first row of the file is the lowest one. */
  readonly bottomUp: boolean;
  /** Writes a row's pixels [width, channels] to `pixels` from `at` on. */
  decodeRow(row: Uint8Array, pixels: Uint8Array, at: number): void;
}

/** Reads a header; null for a file of any other kind, or one that is shorter than its pixels. */
export type UncompressedReader = (head: Uint8Array) => UncompressedHeader | null;
