/** Files of a wheel that a pack takes: those under `from` whose rest matches `only` go under `to`. */
export interface Taken {
  /** A folder of the wheel, with its closing slash. */
  readonly from: string;
  /** A folder of the pack. */
  readonly to: string;
  /** The name that the one file gets. */
  readonly as?: string;
  /** Their symbols serve debuggers only and take space: they are stripped where `strip` exists. */
  readonly hasSymbols?: boolean;
  /** Over the path after `from`. */
  readonly only: RegExp;
}

/** A published wheel, exactly: whoever serves it needs no trust, for the hash is known. */
export interface Wheel {
  readonly project: string;
  readonly file: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  /** Bytes that the taken files have in it. */
  readonly takenBytes: number;
  readonly takes: readonly Taken[];
  /**
   * Builds of the same release for other Pythons: what is taken of them serves as well, and a file
   * from `pip download` on another machine may be one of them.
   */
  readonly equals: readonly { readonly file: string; readonly sha256: string }[];
}
