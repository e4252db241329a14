// The packages, their responsibilities, and their imports as ARCHITECTURE.md shows them, from the manifests.

/** `@mlebench/table` → `table`; the command's package is called `cli`. */
const shortName = (name) => (name === "mlebench" ? "cli" : name.replace("@mlebench/", ""));

/** Stands for the packages of competitions/, which all import the same vocabulary. */
const competitionNode = "competition-ID";

/** The packages of packages/, lowest first: each is listed after everything that it imports. */
function inOrder(packages) {
  const byName = new Map(packages.map((entry) => [entry.manifest.name, entry]));
  const ordered = new Map();
  const visit = (entry) => {
    if (ordered.has(entry.manifest.name)) return;
    for (const name of importsOf(entry, byName)) visit(byName.get(name));
    ordered.set(entry.manifest.name, entry);
  };
  for (const entry of packages) visit(entry);
  return [...ordered.values()];
}

function importsOf({ manifest }, byName) {
  return Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies }).filter((name) =>
    byName.has(name),
  );
}

/** Every package that can be reached from one, itself excluded. */
function reachable(name, direct) {
  const found = new Set();
  const visit = (next) => {
    for (const below of direct.get(next)) {
      if (found.has(below)) continue;
      found.add(below);
      visit(below);
    }
  };
  visit(name);
  return found;
}

/** Imports without those that follow from another import: what a drawing needs. */
function reduced(direct) {
  return new Map(
    [...direct].map(([name, below]) => [
      name,
      below.filter(
        (target) => !below.some((other) => other !== target && reachable(other, direct).has(target)),
      ),
    ]),
  );
}

/**
 * @param packages entries of the workspace, of every kind
 * @returns Markdown: a Mermaid drawing and a table
 */
export function packagesSection(packages) {
  const own = inOrder(packages.filter(({ kind }) => kind === "package"));
  const byName = new Map(own.map((entry) => [entry.manifest.name, entry]));
  const direct = new Map(own.map((entry) => [entry.manifest.name, importsOf(entry, byName)]));
  const vocabulary = own.filter(({ manifest }) =>
    packages.some(
      ({ kind, manifest: { dependencies } }) => kind === "competition" && manifest.name in dependencies,
    ),
  );
  direct.set(
    competitionNode,
    vocabulary.map(({ manifest }) => manifest.name),
  );
  direct.get("@mlebench/competitions").push(competitionNode);
  const arrows = [...reduced(direct)].flatMap(([name, below]) =>
    below.map((target) => `  ${shortName(name)} --> ${shortName(target)}`),
  );
  const imports = (name) =>
    direct
      .get(name)
      .map((below) => `\`${shortName(below)}\``)
      .join(", ") || "–";
  const rows = own.map(
    ({ manifest, path }) =>
      `| [\`${shortName(manifest.name)}\`](${path}) | ${manifest.description.replace(/\.$/, "")} | ${imports(manifest.name)} |`,
  );
  rows.push(
    `| [\`${competitionNode}\`](competitions) | One competition each | ${imports(competitionNode)} |`,
  );
  return [
    "```mermaid",
    "graph TD",
    ...arrows,
    "```",
    "",
    "Arrows that follow from others are left out.",
    "",
    "| package | responsibility | imports |",
    "|---|---|---|",
    ...rows,
  ].join("\n");
}
