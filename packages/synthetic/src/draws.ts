import type { RandomState } from "@mlebench/sampling";

/** Everyday draws from one random source. Each method takes one number of {@link RandomState.random} unless it says otherwise. */
export interface Draws {
  /** Whether an event of this probability happens. */
  chance(probability: number): boolean;
  /** One of the items, all equally likely. */
  pick<T>(items: readonly T[]): T;
  /** One of each list, joined by spaces: one draw per list, in order. */
  phrase(...lists: readonly (readonly string[])[]): string;
  /** An integer in [0, limit). */
  below(limit: number): number;
  /** An integer in [0, limit), with leading zeros where it has fewer digits. */
  digits(limit: number, width: number): string;
  /** A number in [low, high), rounded to so many decimals: a coordinate, a price, a measurement. */
  decimal(low: number, high: number, decimals: number): number;
  /**
   * The position of a share, each as likely as it is large.
   * @param cumulative the shares added up, the last of them 1
   */
  share(cumulative: readonly number[]): number;
  /** A moment in [from, to), `YYYY-MM-DD hh:mm:ss` in UTC, cut to full seconds. */
  moment(from: Date, to: Date): string;
}

/** The everyday draws of a random source. */
export function createDraws(random: Pick<RandomState, "random">): Draws {
  const below = (limit: number): number => Math.floor(random.random() * limit);
  const pick = <T>(items: readonly T[]): T => items[below(items.length)];
  return {
    chance: (probability) => random.random() < probability,
    pick,
    phrase: (...lists) => lists.map((list) => pick(list)).join(" "),
    below,
    digits: (limit, width) => String(below(limit)).padStart(width, "0"),
    decimal: (low, high, decimals) => Number((low + random.random() * (high - low)).toFixed(decimals)),
    share(cumulative) {
      const place = random.random();
      return cumulative.findIndex((end) => place < end);
    },
    moment(from, to) {
      const [first, last] = [from, to].map((date) => Math.floor(date.getTime() / 1000));
      return formatMoment(first + below(last - first));
    },
  };
}

/** `YYYY-MM-DD hh:mm:ss` in UTC, from seconds since 1970. */
export function formatMoment(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 19).replace("T", " ");
}
