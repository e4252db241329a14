import { describe, expect, test } from "vitest";
import { type ChoiceContext, chooseNode } from "../../src/tree/choose-node.js";
import { ensembleMembers } from "../../src/tree/ensemble.js";
import { goodNodes, type TreeNode } from "../../src/tree/tree-node.js";

function node(
  id: string,
  parent: string | null,
  metric: number | null,
  more: Partial<TreeNode> = {},
): TreeNode {
  const usage = {
    inputTokens: 0,
    outputTokens: 0,
    cacheReadTokens: 0,
    cacheWriteTokens: 0,
    reasoningTokens: 0,
  };
  return {
    type: "node",
    id,
    parent,
    stage: parent === null ? "draft" : "improve",
    plan: "",
    code: "print()",
    output: "",
    metric,
    isBuggy: metric === null,
    reason: null,
    seconds: 1,
    usage,
    cost: 0,
    ...more,
  };
}

const context: ChoiceContext = { isLowerBetter: true, seed: 0, timeShare: 0.1, nodesLeft: 100 };
const drafts = [
  node("n1", null, 3),
  node("n2", null, 1),
  node("n3", null, 2),
  node("n4", null, 4),
  node("n5", null, 5),
];

describe("the next node", () => {
  test("is a draft until there are five, or three if time is short, or one if it is late", () => {
    expect(chooseNode([], context)).toEqual({ stage: "draft", parent: null });
    expect(chooseNode(drafts.slice(0, 4), context).stage).toBe("draft");
    expect(chooseNode(drafts.slice(0, 3), { ...context, nodesLeft: 10 }).stage).toBe("improve");
    expect(chooseNode(drafts.slice(0, 1), { ...context, timeShare: 0.8 }).stage).toBe("improve");
    expect(chooseNode([node("n1", null, null, { code: "" })], { ...context, timeShare: 0.8 }).stage).toBe(
      "draft",
    );
  });

  test("repairs a failed program, five times in a row at most", () => {
    const nodes = [...drafts, node("n6", "n2", null)];
    expect(chooseNode(nodes, context)).toMatchObject({ stage: "debug", parent: { id: "n6" } });
    for (let i = 7; i <= 11; i++) {
      expect(chooseNode(nodes, context)).toMatchObject({ stage: "debug", parent: { id: `n${i - 1}` } });
      nodes.push(node(`n${i}`, `n${i - 1}`, null, { stage: "debug" }));
    }
    expect(chooseNode(nodes, context).stage).toBe("improve");
    // What has no program cannot be repaired, and late only the best is improved.
    expect(chooseNode([...drafts, node("n6", "n2", null, { code: "" })], context).stage).toBe("improve");
    expect(chooseNode([...drafts, node("n6", "n2", null)], { ...context, timeShare: 0.9 })).toMatchObject({
      stage: "improve",
      parent: { id: "n2" },
    });
  });

  test("improves the best in the competition's direction, and early also the best of another branch", () => {
    const parents = (more: Partial<ChoiceContext>) =>
      new Set(
        Array.from({ length: 40 }, (_, seed) => chooseNode(drafts, { ...context, ...more, seed }).parent?.id),
      );
    expect(parents({})).toEqual(new Set(["n2", "n3"]));
    expect(parents({ isLowerBetter: false })).toEqual(new Set(["n5", "n4"]));
    expect(parents({ timeShare: 0.75 })).toEqual(new Set(["n2"]));
    const branch = [...drafts, node("n6", "n2", 0.5), node("n7", "n6", 0.25)];
    const chosen = Array.from(
      { length: 40 },
      (_, seed) => chooseNode(branch, { ...context, seed }).parent?.id,
    );
    expect(new Set(chosen)).toEqual(new Set(["n7", "n3"]));
    expect(chooseNode(branch, context)).toEqual(chooseNode(branch, context));
  });

  test("counts 0 as a metric, and not what a bug spoiled", () => {
    const nodes = [node("n1", null, 0), node("n2", null, 1), node("n3", null, -1, { isBuggy: true })];
    expect(goodNodes(nodes, true).map(({ id }) => id)).toEqual(["n1", "n2"]);
    expect(goodNodes(nodes, false).map(({ id }) => id)).toEqual(["n2", "n1"]);
  });
});

test("an ensemble has at least three programs that are about as good as the best", () => {
  const metrics = (...values: number[]) =>
    ensembleMembers(
      goodNodes(
        values.map((value, i) => node(`n${i}`, null, value)),
        false,
      ),
    ).map(({ metric }) => metric);
  expect(metrics(0.8, 0.79, 0.5)).toEqual([]);
  expect(metrics(0.8, 0.79, 0.5, 0.78)).toEqual([0.8, 0.79, 0.78]);
  expect(metrics(1, 1, 1, 1, 1, 1, 1)).toHaveLength(5);
  expect(metrics()).toEqual([]);
});
