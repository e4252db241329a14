/** What a cell's bytes can be read as. */
export const CellCode = {
  /** One of pandas' spellings of a missing value. */
  missing: 0,
  /** An int64, spelled as Python prints it. */
  integer: 1,
  /** An int64, spelled otherwise: a sign, leading zeros or spaces. */
  looseInteger: 2,
  /** Digits that do not fit in an int64. */
  bigInteger: 3,
  /** A float that Python prints with the same bytes. */
  float: 4,
  /** A float that Python may print otherwise. */
  looseFloat: 5,
  /** `True` or `False`. */
  boolean: 6,
  /** `true`, `FALSE`, … in any other case. */
  looseBoolean: 7,
  text: 8,
} as const;
export type CellCode = (typeof CellCode)[keyof typeof CellCode];
