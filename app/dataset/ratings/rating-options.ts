/** Which columns of a table say who rated what; found by their names where left out. */
export interface RatingOptions {
  readonly user?: string | undefined;
  readonly item?: string | undefined;
}
