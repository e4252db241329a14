import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { root, trackedFiles } from "./workspace.js";

const documents = trackedFiles().filter(
  (path) => path.endsWith(".md") && !/(^|\/)(fixtures|corpus|files)\//.test(path),
);

/** Targets of relative links in a text, without fragments. */
function relativeLinks(text: string): string[] {
  return [...text.matchAll(/\]\((?!https?:|mailto:|#)([^)\s#]+)/g)].map(([, target]) => target ?? "");
}

/** Paths of files and directories in code spans, such as `packages/core/src/index.ts`; not `splits/NAME.txt`. */
function pathsInCode(text: string): string[] {
  const pattern = /`((?:packages|tooling|docs|splits|competitions)\/[\w./-]*)`/g;
  return [...text.matchAll(pattern)].flatMap(([, path]) =>
    path === undefined || /(^|\/)(NAME|ID)\b/.test(path) ? [] : path,
  );
}

test.each(documents)("%s links to files that exist", (path) => {
  const missing = relativeLinks(readFileSync(join(root, path), "utf8")).filter(
    (target) => !existsSync(join(root, dirname(path), target)),
  );
  expect(missing).toEqual([]);
});

test.each(["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "AGENTS.md"])(
  "%s names files that exist",
  (path) => {
    const missing = pathsInCode(readFileSync(join(root, path), "utf8")).filter(
      (named) => !existsSync(join(root, named)),
    );
    expect(missing).toEqual([]);
  },
);

test("every decision has a number of its own, which its title and the index repeat", () => {
  const directory = join(root, "docs/decisions");
  const index = readFileSync(join(directory, "README.md"), "utf8");
  const decisions = documents
    .filter((path) => /^docs\/decisions\/\d/.test(path))
    .map((path) => path.slice("docs/decisions/".length));
  const wrong = decisions.filter((name, position) => {
    const number = Number(name.slice(0, 4));
    const title = readFileSync(join(directory, name), "utf8").split("\n", 1)[0];
    return (
      number !== position + 1 || !title.startsWith(`# ${number}. `) || !index.includes(`[${number}](${name})`)
    );
  });
  expect(wrong).toEqual([]);
});
