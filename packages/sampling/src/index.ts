export type { TypedArray } from "./arrays.js";
export type { Label } from "./classes.js";
export type { ChoiceOptions, SizedChoiceOptions } from "./draws.js";
export type { Mt19937 } from "./mt19937.js";
export { nextDouble, nextUint32, seedMt19937, seedMt19937ByArray } from "./mt19937.js";
export type {
  Generator,
  GeneratorChoiceOptions,
  GeneratorSeed,
  SizedGeneratorChoiceOptions,
} from "./numpy-generator.js";
export { createGenerator } from "./numpy-generator.js";
export type { RandomState, RandomStateSeed } from "./numpy-random-state.js";
export { createRandomState } from "./numpy-random-state.js";
export type { SampleOptions } from "./pandas-sample.js";
export { sampleIndices } from "./pandas-sample.js";
export type { PythonChoicesOptions, PythonRandom } from "./python-random.js";
export { createPythonRandom } from "./python-random.js";
export type { RandomSource, Split } from "./split.js";
export { type SplitEachGroupOptions, type SplitGroup, splitEachGroup } from "./split-each-group.js";
export type { SplitSizes } from "./split-sizes.js";
export type { FoldOptions, ShuffleSplitOptions } from "./splitters.js";
export {
  groupKFold,
  groupShuffleSplit,
  kFold,
  shuffleSplit,
  stratifiedKFold,
  stratifiedShuffleSplit,
} from "./splitters.js";
export type { Takeable, TrainTestSplitOptions } from "./train-test-split.js";
export { trainTestSplit, trainTestSplitIndices } from "./train-test-split.js";
