import { type MetricArgument, MetricInputError } from "../errors.js";
import { compareText } from "../labels.js";
import type { Volume } from "./hausdorff.js";
import { type Runs, unionOfRuns } from "./runs.js";

export interface GroupRunsOptions {
  /** What precedes this in an ID is the volume's name. @default "_slice_" */
  separator?: string;
  /** The input that these masks belong to, for errors. @default "yPred" */
  argument?: MetricArgument;
}

/**
 * Stacks masks to volumes, as the UW-Madison GI tract competition does with the slices of a day: masks of equal ID are
 * united to one slice, slices stand in the order of their IDs, and volumes in that of their names' first slices.
 * @param ids one per mask, such as `case123_day2_slice_0001`
 * @throws MetricInputError if masks of one volume differ in size
 */
export function groupRuns(
  ids: readonly string[],
  masks: readonly Runs[],
  { separator = "_slice_", argument = "yPred" }: GroupRunsOptions = {},
): Volume[] {
  if (ids.length !== masks.length) throw new RangeError(`${ids.length} IDs for ${masks.length} masks`);
  const rows = [...ids.keys()].sort((a, b) => compareText(ids[a], ids[b]));
  const volumes = new Map<string, Map<string, Runs[]>>();
  for (const row of rows) {
    const name = ids[row].split(separator, 1)[0];
    const slices = volumes.get(name) ?? new Map<string, Runs[]>();
    volumes.set(name, slices);
    const first: Runs = slices.values().next().value?.[0] ?? masks[row];
    const { height, width } = masks[row];
    if (height !== first.height || width !== first.width) {
      throw new MetricInputError("Masks of different sizes in one volume", argument, {
        row,
        expected: `${first.height} x ${first.width} pixels`,
      });
    }
    const slice = slices.get(ids[row]);
    if (slice === undefined) slices.set(ids[row], [masks[row]]);
    else slice.push(masks[row]);
  }
  return Array.from(volumes.values(), (slices) => Array.from(slices.values(), unionOfRuns));
}
