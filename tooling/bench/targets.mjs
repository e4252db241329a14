// What a case must reach, and whether it did.
import { figures } from "./statistics.mjs";

const absoluteUnits = { wall: "s", cpu: "s", memory: "GB" };

/**
 * Each target of a case with the value measured: ratios to the other side by figure, seconds and gigabytes by figure,
 * and bytes of memory for each item. A target without a measurement is left out.
 * @param {{ target?: object, limit?: object, bytesPerItem?: number }} goal
 */
export function judge(goal, { ours, ratios, perItem }) {
  const found = [];
  for (const figure of figures) {
    const [ratio, value] = [ratios?.[figure]?.median, ours[figure]?.median];
    const [atMost, limit] = [goal.target?.[figure], goal.limit?.[figure]];
    if (atMost !== undefined && ratio !== undefined)
      found.push({ text: `≤ ${atMost} × ${figure}`, reached: ratio <= atMost });
    if (limit !== undefined && value !== undefined) {
      const shown = figure === "memory" ? limit / 1e9 : limit;
      found.push({ text: `≤ ${shown} ${absoluteUnits[figure]}`, reached: value <= limit });
    }
  }
  if (goal.bytesPerItem !== undefined && perItem !== undefined)
    found.push({ text: `≤ ${goal.bytesPerItem} bytes each`, reached: perItem <= goal.bytesPerItem });
  return found;
}
