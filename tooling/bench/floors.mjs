// Rates of this machine in the same run: no program that does the work can be faster than the sum of its parts.

import { measure, script } from "./measure.mjs";
import { spread } from "./statistics.mjs";

const starts = 10;

/**
 * @returns seconds that bare Node.js takes to start, and bytes per second of reading a file from the page cache, of
 *   copying memory, and of MD5
 */
export async function measureFloors(directory) {
  const bare = { command: process.execPath, args: ["-e", "0"] };
  const walls = [];
  for (let i = 0; i < starts; i++) walls.push((await measure(bare)).wall);
  const rates = JSON.parse((await measure(script("rates.mjs", directory))).output);
  return { start: spread(walls).median, ...rates };
}

/** Seconds of the floor: starts of Node.js, and bytes read, copied, and hashed. */
export function floorSeconds(floors, { starts = 1, read = 0, copied = 0, hashed = 0 }) {
  return starts * floors.start + read / floors.read + copied / floors.copy + hashed / floors.md5;
}
