/** Lets so many pieces of work go on at a time; the others wait for their turn. */
export function limitConcurrency(limit: number): <Result>(work: () => Promise<Result>) => Promise<Result> {
  const waiting: (() => void)[] = [];
  let active = 0;
  return async (work) => {
    if (active >= limit) await new Promise<void>((resolve) => waiting.push(resolve));
    else active++;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      // A turn that is passed on stays taken.
      if (next === undefined) active--;
      else next();
    }
  };
}
