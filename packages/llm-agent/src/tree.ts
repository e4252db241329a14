import { defineAgent } from "@mlebench/runner";

/** A search over programs: drafts, repairs, and improvements, kept by their validation metric. */
export const tree = defineAgent({
  id: "tree",
  about: "A tree search over Python programs: drafts, repairs, improvements, and an ensemble of the best",
  check: async (plan) => (await import("./session/model-of-run.js")).checkModel(plan),
  run: async (task) => (await import("./tree/run-tree.js")).runTree(task),
});
