/** The numbers of the gestures, from 1. */
export const gestures: readonly number[] = Array.from({ length: 20 }, (_, i) => i + 1);
