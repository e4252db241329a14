import { defineAgent } from "@mlebench/runner";

/** A language model that works with tools in a loop, as Inspect's agent of the same name. */
export const react = defineAgent({
  id: "react",
  about: "A language model with bash, Python, and validation as tools, in a loop until it submits",
  check: async (plan) => (await import("./session/model-of-run.js")).checkModel(plan),
  run: async (task) => (await import("./react/run-react.js")).runReact(task),
});
