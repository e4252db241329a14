import { n } from "./text.js";

/** A shape of an area in square units, as a path relative to its middle: several of them fit into one path. */
export type Shape = (area: number) => string;

const polygon = (points: readonly (readonly [number, number])[]): string => {
  const [first, ...rest] = points;
  let [fromX, fromY] = first;
  const steps = rest.map(([x, y]) => {
    const step = `l${n(x - fromX)} ${n(y - fromY)}`;
    [fromX, fromY] = [x, y];
    return step;
  });
  return `m${n(first[0])} ${n(first[1])}${steps.join("")}z`;
};

const circle: Shape = (area) => {
  const r = n(Math.sqrt(area / Math.PI));
  return `m-${r} 0a${r} ${r} 0 1 0 ${n(2 * Number(r))} 0a${r} ${r} 0 1 0-${n(2 * Number(r))} 0z`;
};

const square: Shape = (area) => {
  const half = Math.sqrt(area) / 2;
  return polygon([
    [-half, -half],
    [half, -half],
    [half, half],
    [-half, half],
  ]);
};

const triangle =
  (direction: 1 | -1): Shape =>
  (area) => {
    const side = Math.sqrt((area * 4) / Math.sqrt(3));
    const height = (side * Math.sqrt(3)) / 2;
    return polygon([
      [0, (-direction * height * 2) / 3],
      [side / 2, (direction * height) / 3],
      [-side / 2, (direction * height) / 3],
    ]);
  };

const diamond: Shape = (area) => {
  const half = Math.sqrt(area / 2.8);
  return polygon([
    [0, -1.4 * half],
    [half, 0],
    [0, 1.4 * half],
    [-half, 0],
  ]);
};

const plus: Shape = (area) => {
  const u = Math.sqrt(area / 5) / 2;
  return polygon([
    [-3 * u, -u],
    [-u, -u],
    [-u, -3 * u],
    [u, -3 * u],
    [u, -u],
    [3 * u, -u],
    [3 * u, u],
    [u, u],
    [u, 3 * u],
    [-u, 3 * u],
    [-u, u],
    [-3 * u, u],
  ]);
};

const star: Shape = (area) => {
  const outer = Math.sqrt(area * 0.89);
  return polygon(
    Array.from({ length: 10 }, (_, corner) => {
      const radius = corner % 2 === 0 ? outer : outer * 0.4;
      const angle = (corner * Math.PI) / 5;
      return [radius * Math.sin(angle), -radius * Math.cos(angle)] as const;
    }),
  );
};

/** Shapes that can be distinguished at a few pixels. */
export const shapes: readonly Shape[] = [circle, square, triangle(1), diamond, plus, star, triangle(-1)];
