import { equalRuns, maskArea, type PixelOrder, type Runs } from "./runs.js";

/** A volume as its slices, all of one size and pixel order, at least one. */
export type Volume = readonly Runs[];

export interface HausdorffOptions {
  /**
   * A prediction with more than this many times the truth's voxels gets distance 1 without any search.
   * @default 10, as in UW-Madison GI tract
   */
  sizeRatioLimit?: number;
}

/**
 * Symmetric Hausdorff distance of two volumes in a unit cube, divided by the cube's diagonal: in [0, 1] when both have
 * the same size. Voxel coordinates are divided by the truth's number of slices, height and width.
 *
 * NaN when both are empty, 0 when they are equal, 1 when only one is empty. Equal to SciPy's `directed_hausdorff` to
 * the last bit, because distances between candidates are computed in the same order of operations.
 * @throws RangeError when a volume has no slices or its slices differ in size or pixel order
 */
export function normalizedHausdorff(
  truth: Volume,
  predicted: Volume,
  options: HausdorffOptions = {},
): number {
  assertUniform(truth, truth[0]?.order);
  assertUniform(predicted, truth[0]?.order);
  const truthArea = volumeArea(truth);
  const predictedArea = volumeArea(predicted);
  if (truthArea === 0 && predictedArea === 0) return Number.NaN;
  if (truth.length === predicted.length && truth.every((slice, i) => equalRuns(slice, predicted[i])))
    return 0;
  if (truthArea === 0 || predictedArea === 0) return 1;
  if (predictedArea > (options.sizeRatioLimit ?? 10) * truthArea) return 1;

  const scale: Scale = { depth: truth.length, height: truth[0].height, width: truth[0].width };
  const left = linesOf(truth, scale);
  const right = linesOf(predicted, scale);
  const squared = largestNearestDistance(right, left, largestNearestDistance(left, right, 0));
  return Math.sqrt(squared) / Math.sqrt(3);
}

interface Scale {
  depth: number;
  height: number;
  width: number;
}

/**
 * A volume cut into straight lines of voxels: columns of the slices for column-major runs, rows for row-major ones.
 * The segments of line `l` of slice `z` are `segments[2 * i]` to `segments[2 * i + 1]`, `i` from
 * `firstSegment[z * lineCount + l]` up to the next line's.
 */
interface Lines {
  order: PixelOrder;
  sliceCount: number;
  lineCount: number;
  firstSegment: Uint32Array;
  segments: Int32Array;
  /** Coordinates in the unit cube, by index of slice, line, and place on the line. */
  sliceAt: Float64Array;
  lineAt: Float64Array;
  placeAt: Float64Array;
}

function linesOf(volume: Volume, scale: Scale): Lines {
  const { height, width, order } = volume[0];
  const isColumns = order === "column-major";
  const lineCount = isColumns ? width : height;
  const lineLength = isColumns ? height : width;
  const firstSegment = new Uint32Array(volume.length * lineCount + 1);
  const segments: number[] = [];
  volume.forEach(({ bounds }, slice) => {
    let next = 0;
    for (let line = 0; line < lineCount; line++) {
      firstSegment[slice * lineCount + line] = segments.length >> 1;
      const lineStart = line * lineLength;
      const lineEnd = lineStart + lineLength;
      while (next < bounds.length && bounds[next] < lineEnd) {
        segments.push(
          Math.max(bounds[next], lineStart) - lineStart,
          Math.min(bounds[next + 1], lineEnd) - lineStart,
        );
        if (bounds[next + 1] > lineEnd) break;
        next += 2;
      }
    }
  });
  firstSegment[volume.length * lineCount] = segments.length >> 1;
  return {
    order,
    sliceCount: volume.length,
    lineCount,
    firstSegment,
    segments: Int32Array.from(segments),
    sliceAt: coordinates(volume.length, scale.depth),
    lineAt: coordinates(lineCount, isColumns ? scale.width : scale.height),
    placeAt: coordinates(lineLength, isColumns ? scale.height : scale.width),
  };
}

function coordinates(count: number, divisor: number): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => i / divisor);
}

/** A voxel by its indices. */
interface Voxel {
  slice: number;
  line: number;
  place: number;
}

/**
 * The largest squared distance from a voxel of `from` to the voxel of `to` nearest to it, or `atLeast` if that is more.
 *
 * A voxel does not matter once one voxel of `to` is as near as the largest distance so far. Neighbors have nearly the
 * same nearest voxel, so the line where the last search ended, as it is or shifted along, usually settles that at once.
 */
function largestNearestDistance(from: Lines, to: Lines, atLeast: number): number {
  const { firstSegment, segments, lineCount, sliceCount } = from;
  const voxel: Voxel = { slice: 0, line: 0, place: 0 };
  let largest = atLeast;
  let nearest: Nearest = { distance: Number.POSITIVE_INFINITY, slice: 0, line: 0 };
  let sliceShift = 0;
  let lineShift = 0;

  for (const stride of strides) {
    for (voxel.slice = 0; voxel.slice < sliceCount; voxel.slice += stride) {
      for (voxel.line = 0; voxel.line < lineCount; voxel.line += stride) {
        const index = voxel.slice * lineCount + voxel.line;
        for (let segment = firstSegment[index]; segment < firstSegment[index + 1]; segment++) {
          const end = segments[2 * segment + 1];
          for (voxel.place = segments[2 * segment]; voxel.place < end; voxel.place += stride) visit();
        }
      }
    }
  }
  return largest;

  function visit(): void {
    if (distanceToLine(from, voxel, to, voxel.slice + sliceShift, voxel.line + lineShift) <= largest) return;
    if (distanceToLine(from, voxel, to, nearest.slice, nearest.line) <= largest) return;
    nearest = search(from, voxel, to, largest);
    sliceShift = nearest.slice - voxel.slice;
    lineShift = nearest.line - voxel.line;
    if (nearest.distance > largest) largest = nearest.distance;
  }
}

/** A coarse pass first: it soon finds a distance near the largest, which spares most searches of the full pass. */
const strides = [8, 1];

interface Nearest {
  distance: number;
  slice: number;
  line: number;
}

/** The line of `to` nearest to a voxel, or the first one found that is not farther than `enough`. */
function search(from: Lines, voxel: Voxel, to: Lines, enough: number): Nearest {
  const best: Nearest = { distance: Number.POSITIVE_INFINITY, slice: 0, line: 0 };
  visitOutwards(voxel.slice, to.sliceCount, (slice) => {
    const dz = from.sliceAt[voxel.slice] - to.sliceAt[slice];
    const squaredDz = dz * dz;
    if (squaredDz >= best.distance || best.distance <= enough) return false;
    visitOutwards(voxel.line, to.lineCount, (line) => {
      const dl = from.lineAt[voxel.line] - to.lineAt[line];
      if (squaredDz + dl * dl >= best.distance || best.distance <= enough) return false;
      const distance = distanceToLine(from, voxel, to, slice, line);
      if (distance < best.distance) {
        best.distance = distance;
        best.slice = slice;
        best.line = line;
      }
      return true;
    });
    return true;
  });
  return best;
}

/** Visits indices below `count` from `center` outwards in both directions, each until `visit` says it is too far. */
function visitOutwards(center: number, count: number, visit: (index: number) => boolean): void {
  let below = Math.min(center, count - 1);
  let above = below + 1;
  while (below >= 0 || above < count) {
    if (below >= 0) below = visit(below) ? below - 1 : -1;
    if (above < count) above = visit(above) ? above + 1 : count;
  }
}

/** Squared distance from a voxel to the nearest voxel of a line; infinite when there is none or no such line. */
function distanceToLine(from: Lines, voxel: Voxel, to: Lines, slice: number, line: number): number {
  if (slice < 0 || slice >= to.sliceCount || line < 0 || line >= to.lineCount)
    return Number.POSITIVE_INFINITY;
  const { firstSegment, segments } = to;
  const index = slice * to.lineCount + line;
  const { place } = voxel;
  const begin = firstSegment[index];
  const stop = firstSegment[index + 1];
  if (begin === stop) return Number.POSITIVE_INFINITY;
  let low = begin;
  let high = stop;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (segments[2 * middle + 1] <= place) low = middle + 1;
    else high = middle;
  }
  const at = from.placeAt[place];
  let dp = Number.POSITIVE_INFINITY;
  if (low < stop) dp = Math.abs(at - to.placeAt[Math.max(segments[2 * low], place)]);
  if (low > begin) dp = Math.min(dp, Math.abs(at - to.placeAt[segments[2 * low - 1] - 1]));
  const dz = from.sliceAt[voxel.slice] - to.sliceAt[slice];
  const dl = from.lineAt[voxel.line] - to.lineAt[line];
  return to.order === "column-major" ? dz * dz + dp * dp + dl * dl : dz * dz + dl * dl + dp * dp;
}

function volumeArea(volume: Volume): number {
  return volume.reduce((total, slice) => total + maskArea(slice), 0);
}

function assertUniform(volume: Volume, order: PixelOrder | undefined): void {
  if (volume.length === 0) throw new RangeError("A volume without slices: expected at least one");
  const { height, width } = volume[0];
  const odd = volume.findIndex(
    (slice) => slice.height !== height || slice.width !== width || slice.order !== order,
  );
  if (odd !== -1)
    throw new RangeError(`Slice ${odd} of a volume differs from the others in size or pixel order`);
}
