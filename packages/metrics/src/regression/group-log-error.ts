import { encodeLabels } from "../classification/targets.js";
import { assertSameLength, MetricInputError } from "../errors.js";
import { type LabelsInput, toLabels } from "../labels.js";
import { toFloats } from "../numbers.js";
import { mean } from "../sum.js";
import { meanAbsoluteError } from "./errors.js";

/**
 * Mean over groups of the natural logarithm of each group's mean absolute error; −∞ where a group has no error, NaN
 * for no rows. The metric of CHAMPS' scalar coupling competition.
 * @param groups each row's group
 * @throws MetricInputError for text, missing or infinite numbers, groups that are no labels, and unlike lengths
 */
export function meanLogAbsoluteErrorByGroup(
  yTrue: LabelsInput,
  yPred: LabelsInput,
  groups: LabelsInput,
): number {
  const expected = toFloats("yTrue", yTrue);
  const predicted = toFloats("yPred", yPred);
  const { classes, codes } = encodeLabels("yTrue", toLabels(groups));
  assertSameLength(expected.length, predicted.length);
  if (codes.length !== expected.length) {
    throw new MetricInputError(`Wrong number of groups: ${codes.length}`, "yTrue", {
      expected: `${expected.length}`,
    });
  }
  const sizes = new Uint32Array(classes.length);
  for (const code of codes) sizes[code]++;
  const members = Array.from(sizes, (size) => ({
    expected: new Float64Array(size),
    predicted: new Float64Array(size),
    count: 0,
  }));
  for (let row = 0; row < codes.length; row++) {
    const group = members[codes[row]];
    group.expected[group.count] = expected[row];
    group.predicted[group.count++] = predicted[row];
  }
  return mean(members.map((group) => Math.log(meanAbsoluteError(group.expected, group.predicted))));
}
