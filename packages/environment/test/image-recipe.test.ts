import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { apptainerDefinition, buildContext, environmentContext, imageRecipe } from "../src/index.js";

const contextOf = (dockerfile: string, buildArgs: Record<string, string> = {}) =>
  buildContext({
    files: [
      { path: "Dockerfile", mode: 0o644, bytes: Buffer.from(dockerfile) },
      { path: "start.sh", mode: 0o755, bytes: Buffer.from("start") },
      { path: "notes.txt", mode: 0o644, bytes: Buffer.from("notes") },
      { path: "deep/a", mode: 0o644, bytes: Buffer.from("a") },
    ],
    dockerfile: "Dockerfile",
    buildArgs,
    labels: {},
  });

/** Runs a recipe in a directory that stands for the root of a file system. */
function runRecipe(dockerfile: string, buildArgs: Record<string, string> = {}): string {
  const root = mkdtempSync(join(tmpdir(), "mlebench-recipe-"));
  const context = contextOf(dockerfile, { ROOT: root, ...buildArgs });
  for (const { path, mode, bytes } of context.files) {
    mkdirSync(dirname(join(root, "context", path)), { recursive: true });
    writeFileSync(join(root, "context", path), bytes, { mode });
  }
  const { script } = imageRecipe(context);
  const moved = script
    .replaceAll("/mlebench-context", join(root, "context"))
    .replaceAll("/etc/mlebench-environment.sh", join(root, "environment.sh"));
  execFileSync("bash", ["-c", moved], { stdio: "pipe" });
  return root;
}

test("A recipe does what the Dockerfile says, with arguments, variables, and files", () => {
  const dockerfile = `# A comment.
ARG BASE=debian:12
FROM \${BASE}
ARG ROOT
ARG NAME="two words" 
ENV PLACE=\${ROOT}/place TEXT="it's \\"quoted\\"" OLD=1
WORKDIR \${PLACE}
COPY . \${PLACE}/all
COPY start.sh notes.txt \${PLACE}/some/
COPY start.sh \${PLACE}/renamed.sh
RUN if [ -n "$NAME" ]; then \\
      # a comment within
      printf '%s|%s' "$NAME" "$TEXT" > result ; \\
    fi \\
    && pwd > where
ENTRYPOINT ["/entrypoint.sh", "a b"]
`;
  const root = runRecipe(dockerfile);
  const read = (path: string) => readFileSync(join(root, "place", path), "utf8");
  expect(read("all/deep/a")).toBe("a");
  expect(read("some/notes.txt")).toBe("notes");
  expect(read("renamed.sh")).toBe("start");
  expect(read("result")).toBe(`two words|it's "quoted"`);
  expect(read("where").trim().endsWith("/place")).toBe(true);
  const printed = execFileSync("bash", ["-c", `. '${root}/environment.sh'; printf '%s|%s' "$TEXT" "$OLD"`]);
  expect(printed.toString()).toBe(`it's "quoted"|1`);
  expect(imageRecipe(contextOf(dockerfile))).toMatchObject({
    from: "debian:12",
    entryPoint: ["/entrypoint.sh", "a b"],
  });
  expect(readFileSync(join(runRecipe(dockerfile, { NAME: "given" }), "place/result"), "utf8")).toMatch(
    /^given\|/,
  );
});

test("A step that fails ends the recipe", () => {
  expect(() => runRecipe("FROM a\nRUN false\nRUN true\n")).toThrow();
});

test("An instruction that cannot be translated is refused with its line", () => {
  const refused = [
    "FROM a\nFROM b",
    "FROM a\nCOPY --from=b x y",
    "FROM a\nHEALTHCHECK NONE",
    "FROM a\nRUN --mount=type=cache x",
  ];
  for (const dockerfile of refused) {
    expect(() => imageRecipe(contextOf(dockerfile))).toThrow(
      expect.objectContaining({ details: expect.objectContaining({ line: 2 }) }),
    );
  }
});

test("The environment has a recipe, and a definition for Apptainer", () => {
  const recipe = imageRecipe(environmentContext({ heavy: false, baseImage: "debian:bookworm-slim" }));
  expect(recipe.from).toBe("debian:bookworm-slim");
  expect(execFileSync("bash", ["-n", "-c", recipe.script]).toString()).toBe("");
  const definition = apptainerDefinition(recipe, `docker://${recipe.from}`);
  expect(definition).toMatch(/^Bootstrap: docker\nFrom: debian:bookworm-slim\n/);
  expect(definition).toContain("exec '/entrypoint.sh' \"$@\"");
  expect(apptainerDefinition(recipe, "mlebench-env.sif")).toMatch(
    /^Bootstrap: localimage\nFrom: mlebench-env.sif\n/,
  );
});
