import { pause } from "./pause.js";

/** Pauses of many who look at something again and again. */
export type SharedPace = (signal?: AbortSignal) => Promise<void>;

/**
 * @param milliseconds of a pause, while few look
 * @param perSecond how often all of them together look at most, however many there are: pauses become longer
 */
export function sharedPace(milliseconds: number, perSecond: number): SharedPace {
  let resting = 0;
  return async (signal) => {
    resting += 1;
    try {
      await pause(Math.max(milliseconds, (resting / perSecond) * 1000), signal);
    } finally {
      resting -= 1;
    }
  };
}
