import { UserError } from "@mlebench/core";
import type { RawFolder } from "@mlebench/folders";
import type { Column } from "@mlebench/table";

/** What the ID of a row says: `case123_day20_slice_0001`. */
export interface Slice {
  /** The patient, such as `case123`. */
  case: string;
  /** Such as `day20`. */
  day: string;
  /** The folder of the patient's day, such as `case123_day20`. */
  scan: string;
  /** Such as `0001`. */
  slice: string;
}

/** Reads the ID of a row. */
export function sliceOf(id: string): Slice {
  const parts = id.split("_");
  const [name, day] = parts;
  return { case: name, day, scan: `${name}_${day}`, slice: parts[parts.length - 1] };
}

/** The scans of all patients after their first `days` ones, by the number of the day. */
export function scansAfter(days: number, slices: readonly Slice[]): Set<string> {
  const daysOf = new Map<string, Set<string>>();
  for (const { case: name, day } of slices) {
    const known = daysOf.get(name);
    if (known === undefined) daysOf.set(name, new Set([day]));
    else known.add(day);
  }
  const numberOf = (day: string): number => Number(day.slice("day".length));
  return new Set(
    [...daysOf].flatMap(([name, all]) =>
      [...all]
        .sort((a, b) => numberOf(a) - numberOf(b))
        .slice(days)
        .map((day) => `${name}_${day}`),
    ),
  );
}

/**
 * Sizes of the slices' images, which their filenames say: `slice_0001_266_266_1.50_1.50.png`.
 * @throws UserError if a slice does not have exactly one image
 */
export function imageSizes(raw: RawFolder, slices: readonly Slice[]): Record<string, Column> {
  const listed = new Map<string, string[]>();
  const sizes = slices.map(({ case: name, scan, slice }) => {
    const folder = `train/${name}/${scan}/scans`;
    const names = listed.get(folder) ?? raw.list(folder, ".png");
    listed.set(folder, names);
    const images = names.filter((image) => image.startsWith(`slice_${slice}_`));
    const [, , width, height] = (images[0] ?? "").split("_").map(Number);
    if (images.length === 1 && Number.isInteger(width) && Number.isInteger(height)) return { width, height };
    throw new UserError(`Slice \`${slice}\` does not have exactly 1 image`, {
      file: raw.resolve(folder),
      expected: "slice_SLICE_WIDTH_HEIGHT_SPACING_SPACING.png",
      hint: "Download the competition's data again.",
    });
  });
  // The reference fills in one row after the other, which makes floats of them.
  const floats = (values: number[]): Column => ({ dtype: "float64", values: Float64Array.from(values) });
  return {
    image_width: floats(sizes.map(({ width }) => width)),
    image_height: floats(sizes.map(({ height }) => height)),
  };
}
