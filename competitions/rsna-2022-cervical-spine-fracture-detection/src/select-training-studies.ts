import { createPythonRandom } from "@mlebench/sampling";
import { compareText, type Table, uniqueStrings } from "@mlebench/table";

/** Studies for training, and those of them that keep their boxes or their segmentation. */
export interface TrainingStudies {
  all: ReadonlySet<string>;
  boxed: ReadonlySet<string>;
  segmented: ReadonlySet<string>;
}

/**
 * A tenth of the studies, among them a tenth of those with boxes, with segmentations and with both: first some that have
 * both, then some with either, then any.
 * @throws UserError when a tenth of all studies is too few for the others
 */
export function selectTrainingStudies(
  studies: Table,
  boxedStudies: readonly string[],
  segmentedStudies: readonly string[],
): TrainingStudies {
  const random = createPythonRandom(0);
  const draw = (from: readonly string[], count: number): string[] => {
    if (count >= 0 && count <= from.length) return random.sample(from, count);
    throw studies.error(`Not enough studies: ${count} required, ${from.length} available`, {
      expected: "a tenth of all studies to hold a tenth of those with boxes or segmentations",
      hint: "Download the competition's data again.",
    });
  };
  const boxed = boxedStudies.toSorted(compareText);
  const segmented = segmentedStudies.toSorted(compareText);
  const both = boxed.filter((study) => segmented.includes(study));
  const withBoth = draw(both, tenth(both.length));
  const withSegmentation = draw(without(segmented, both), tenth(segmented.length) - withBoth.length);
  const withBoxes = draw(without(boxed, both), tenth(boxed.length) - withBoth.length);
  const chosen = [...withBoth, ...withSegmentation, ...withBoxes];
  const others = without(uniqueStrings(studies, "StudyInstanceUID"), chosen);
  return {
    all: new Set([...chosen, ...draw(others, tenth(studies.length) - chosen.length)]),
    boxed: new Set([...withBoth, ...withBoxes]),
    segmented: new Set([...withBoth, ...withSegmentation]),
  };
}

/** As Python rounds: halves to even. */
function tenth(count: number): number {
  const share = count * 0.1;
  const floor = Math.floor(share);
  const rest = share - floor;
  return rest < 0.5 || (rest === 0.5 && floor % 2 === 0) ? floor : floor + 1;
}

function without(names: readonly string[], excluded: readonly string[]): string[] {
  const unwanted = new Set(excluded);
  return names.filter((name) => !unwanted.has(name));
}
