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
