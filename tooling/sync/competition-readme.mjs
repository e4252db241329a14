// Generates a competition's README from its facts; the task is in description.md.

const notesBegin = "<!-- notes, kept by `npm run sync` -->";
const notesEnd = "<!-- /notes -->";

/** What a README says that is not derived: the text between the marks of its notes, with the marks. */
function notesOf(readme) {
  const [from, to] = [readme.indexOf(notesBegin), readme.indexOf(notesEnd)];
  return from === -1 || to === -1 ? "" : `\n${readme.slice(from, to + notesEnd.length)}\n`;
}

/**
 * @param {string} current the README as it is, for its notes; may be empty
 * @returns {string} the README of a competition package
 */
export function competitionReadme(packageName, facts, checksums, current) {
  const { medals } = facts;
  const files = (folder) =>
    Object.keys(checksums[folder] ?? {})
      .map((name) => `\`${name}\``)
      .join(", ") || "–";
  const rows = [
    ["metric", `${facts.metric}, ${facts.lowerIsBetter ? "lower" : "higher"} is better`],
    [
      "medal thresholds",
      `gold ${medals.gold}, silver ${medals.silver}, bronze ${medals.bronze}; median ${medals.median}`,
    ],
    ["sample submission score", facts.sampleSubmissionScore ?? "not a number"],
    ["splits", facts.splits.join(", ") || "–"],
    ["category, size", `${facts.category ?? "–"}, ${facts.sizeGB === null ? "–" : `${facts.sizeGB} GB`}`],
    ["public tables", files("public")],
    ["private tables", files("private")],
    ["answers", `\`${facts.answers}\``],
  ];
  const extra = (facts.extraRawFiles ?? []).map(
    ({ name, url }) =>
      `- \`${name}\` (${url}): \`mlebench prepare\` downloads it to \`<data-dir>/${facts.id}/${name}\`. Without a network, save it there by hand, or in the directory that you pass with \`--from\`.`,
  );
  const issues = facts.knownIssues.map(({ summary, source }) => `- ${summary} (${source})`);
  return `# ${packageName}

The Kaggle competition ${facts.name} for MLE-bench. Prepared data and scores are identical to those of the Python reference. Task: \`description.md\`; obfuscated: \`description.obfuscated.md\`.

\`\`\`
npm install ${packageName}
\`\`\`

\`\`\`ts
import { mkdirSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { competition } from "${packageName}";

const { facts, miniature } = competition;
const home = mkdtempSync(join(tmpdir(), "${facts.id}-"));
const [raw, publicDir, privateDir] = ["raw", "public", "private"].map((name) => join(home, name));
for (const folder of [raw, publicDir, privateDir]) mkdirSync(folder);

// A miniature: a small synthetic copy of the raw data. Replace it with the files from Kaggle.
await miniature.write({ out: raw, seed: 0, size: miniature.defaultSize });
await competition.prepare({ raw, public: publicDir, private: privateDir });
const submission = join(home, facts.sampleSubmission);
console.log(await competition.grade({ submission, answers: join(home, facts.answers) }));
\`\`\`

On the command line, with the package \`mlebench\` installed:

\`\`\`
npx mlebench prepare -c ${facts.id} --mini    # a miniature; without --mini, the data from Kaggle
npx mlebench grade-sample submission.csv ${facts.id} --mini
\`\`\`

| fact | |
|---|---|
${rows.map(([name, value]) => `| ${name} | ${value} |`).join("\n")}
${extra.length > 0 ? `\nRaw files that are not on Kaggle:\n\n${extra.join("\n")}\n` : ""}${issues.length > 0 ? `\nKnown issues, kept for comparability:\n\n${issues.join("\n")}\n` : ""}${notesOf(current)}
\`prepare\` takes \`{ link: "auto" | "reflink" | "hard" | "copy", onProgress }\` as its second argument. \`grade\` throws an \`InvalidSubmissionError\` (from \`@mlebench/core\`) if the submission is invalid.
`;
}
