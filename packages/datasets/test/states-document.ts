// What STATES.md says, made from the table.
import { type DatasetPart, datasetParts, datasetTransitions, type Transition } from "../src/state/states.js";

const transitions = Object.entries(datasetTransitions) as [string, Transition][];
const parts = Object.keys(datasetParts) as DatasetPart[];
const node = (state: string): string => state.replaceAll(" ", "_");

/** Arrows of one transition. From several states to several others, they meet in a point. */
function arrows([name, { from, during, to }]: [string, Transition]): string[] {
  if (during !== undefined) {
    const starts = from.map(
      (state) => `${node(state)} --> ${node(during)} : ${state === during ? `${name} (resumed)` : name}`,
    );
    return [...starts, ...to.map((state) => `${node(during)} --> ${node(state)} : ${name}`)];
  }
  if (from.length === 1 || to.length === 1)
    return from.flatMap((start) => to.map((end) => `${node(start)} --> ${node(end)} : ${name}`));
  return [
    `state ${name} <<choice>>`,
    ...from.map((state) => `${node(state)} --> ${name} : ${name}`),
    ...to.map((state) => `${name} --> ${node(state)}`),
  ];
}

function drawing(): string {
  const inParts = parts.map((part) => {
    const { title, states } = datasetParts[part];
    const [first] = Object.keys(states);
    const lines = [
      ...Object.keys(states).map((state) => `state "${state}" as ${node(state)}`),
      `[*] --> ${node(first)}`,
      ...transitions.filter(([, transition]) => transition.part === part).flatMap(arrows),
    ];
    return [
      `  state "${title.replaceAll("`", "")}" as ${part}_part {`,
      ...lines.map((line) => `    ${line}`),
      "  }",
    ].join("\n");
  });
  const order = parts.slice(1).map((part, index) => `  ${parts[index]}_part --> ${part}_part`);
  return ["```mermaid", "stateDiagram-v2", ...inParts, ...order, "```"].join("\n");
}

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");

export function statesDocument(): string {
  const states = parts.map((part) =>
    [
      `### ${datasetParts[part].title}`,
      table(["state", "files"], Object.entries(datasetParts[part].states)),
    ].join("\n\n"),
  );
  const steps = transitions.map(([name, { from, during, to, description }]) => [
    `\`${name}\``,
    from.join(", "),
    during ?? "–",
    to.join(", "),
    description,
  ]);
  return `${[
    "# States of a competition's data",
    "Generated from the table in `src/state/states.ts`. Update with `node_modules/.bin/vitest run --project fast packages/datasets/test/states.test.ts -u`.",
    "A data directory has one directory per competition, `<data-dir>/ID/`. It has three parts, and each is in one of its states. `readDatasetState` finds them from the files on disk, and `prepare`, `list`, and `kaggle check` ask it. Its third part is `readPreparedState` in `core`. `grade` and `run` need only that part, and ask the functions that it consists of: `isPrepared`, `preparedDataKind`, and `readVerification`.",
    "Each transition is one function. It can be killed at any moment: the next run finds the state before it, the state while it is under way, or the state after it, and ends in the same result. `test/state-transitions.slow.test.ts` kills every arrow.",
    drawing(),
    "## States",
    ...states,
    "`list` shows the furthest part: prepared data before raw files, raw files before the archive, and `absent` if there is nothing.",
    "## Transitions",
    table(["transition", "from", "while under way", "to", "what happens"], steps),
    "Raw files that are not on Kaggle (`extraRawFiles` of the facts) are beside the archive, as `<name>`, or as `<name>.part` while they are downloaded. They are kept in every state.",
    "Prepared data that was verified and has changed since counts as `prepared` again. A miniature has no archive, and its raw files exist only while it is prepared. `.mlebench.json` marks it.",
  ].join("\n\n")}\n`;
}
