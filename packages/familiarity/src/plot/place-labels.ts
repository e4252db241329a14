/** A box on the plot, in its units. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where a label goes: `x`, `y` is the left end of its baseline. */
export interface PlacedLabel {
  readonly text: string;
  readonly x: number;
  readonly y: number;
}

/** A point with the label that it gets. */
export interface LabeledPoint {
  readonly text: string;
  readonly x: number;
  readonly y: number;
}

const gap = 6;
/** Mean width of a letter of DejaVu Sans, in ems. */
const letterWidth = 0.6;

/**
 * Places labels beside their points so that none covers another, a point, or leaves the area. A label without a free place
 * is left out: dozens of labels on top of each other say nothing. The points with the fewest neighbors come first.
 */
export function placeLabels(points: readonly LabeledPoint[], area: Box, fontSize: number): PlacedLabel[] {
  const taken: Box[] = points.map(({ x, y }) => ({ x: x - 4, y: y - 4, width: 8, height: 8 }));
  const placed: PlacedLabel[] = [];
  for (const point of [...points].sort((a, b) => crowd(a, points) - crowd(b, points))) {
    const width = point.text.length * fontSize * letterWidth;
    const free = candidates(point, width, fontSize).find(
      (box) => isInside(box, area) && !taken.some((other) => overlap(box, other)),
    );
    if (free === undefined) continue;
    taken.push(free);
    placed.push({ text: point.text, x: free.x, y: free.y + fontSize * 0.8 });
  }
  return placed;
}

/** Right, left, above, below, and the corners. */
function candidates({ x, y }: LabeledPoint, width: number, height: number): Box[] {
  const [right, left, middle] = [x + gap, x - gap - width, x - width / 2];
  const [above, below, level] = [y - gap - height, y + gap, y - height / 2];
  return [
    [right, level],
    [left, level],
    [middle, above],
    [middle, below],
    [right, above],
    [left, above],
    [right, below],
    [left, below],
  ].map(([boxX, boxY]) => ({ x: boxX, y: boxY, width, height }));
}

function crowd(point: LabeledPoint, points: readonly LabeledPoint[]): number {
  return points.filter(({ x, y }) => Math.hypot(x - point.x, (y - point.y) * 3) < 80).length;
}

function overlap(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

function isInside(box: Box, area: Box): boolean {
  return (
    box.x >= area.x &&
    box.y >= area.y &&
    box.x + box.width <= area.x + area.width &&
    box.y + box.height <= area.y + area.height
  );
}
