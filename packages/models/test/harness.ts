import type { Clock } from "../src/retry.js";

export const sentinel = "sk-5ecret+that/must=never-appear";

/** Time that passes only when somebody waits. */
export function createTestClock(): Clock & { readonly waits: number[] } {
  let time = 0;
  const waits: number[] = [];
  return {
    waits,
    now: () => time,
    sleep: async (milliseconds, signal) => {
      if (signal?.aborted) throw new Error("aborted");
      waits.push(milliseconds);
      time += milliseconds;
    },
  };
}
