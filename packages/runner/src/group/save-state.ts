import { pause } from "../time/pause.js";

/** Writes the state of a group. */
export interface StateSaver {
  /** Writes it now, or soon. @throws what the disk does not take, if it is written now */
  save(): void;
  /** Resolves when what was to be saved is on the disk. @throws what the disk does not take */
  saved(): Promise<void>;
}

/** Writes every change at once: what a process that is killed has not written down would be forgotten. */
export function immediateSaver(write: () => void): StateSaver {
  return { save: write, saved: async () => undefined };
}

const gatherMilliseconds = 200;

/** After a write, so many times its duration pass until the next, unless somebody waits for that. */
const restFactor = 20;
const maxRestMilliseconds = 10_000;

/**
 * Gathers changes for a moment, for a group in which a thousand runs change at once, of a backend that keeps its own
 * record of each. Where writing takes long, it is done less often.
 * @param onError gets what the disk does not take
 */
export function gatheringSaver(write: () => void, onError: (error: unknown) => void): StateSaver {
  let pending: Promise<void> | undefined;
  let hurry = new AbortController();
  let restUntil = 0;
  const writeSoon = async (): Promise<void> => {
    await pause(gatherMilliseconds);
    await pause(restUntil - performance.now(), hurry.signal);
    pending = undefined;
    hurry = new AbortController();
    const start = performance.now();
    try {
      write();
    } finally {
      const end = performance.now();
      restUntil = end + Math.min((end - start) * restFactor, maxRestMilliseconds);
    }
  };
  return {
    save() {
      if (pending !== undefined) return;
      pending = writeSoon();
      pending.catch(onError);
    },
    async saved() {
      hurry.abort();
      await pending;
    },
  };
}
