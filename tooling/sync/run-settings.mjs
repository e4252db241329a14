// The JSON Schema of a run's configuration file, and the table of its settings, from their declaration.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import typescript from "typescript";
import { root } from "../workspace.mjs";

/** The modules that the declaration and its schema consist of: they import nothing else. */
const modules = [
  "vocabulary",
  "names",
  "describe-setting",
  "json-schema",
  "run-settings",
  "inspect-parameters",
];

/** Where editors find the schema of a published version. */
const schemaId = "https://unpkg.com/@mlebench/runner/run-config.schema.json";

/**
 * The declared settings of a run, read from the sources: this runs before anything is built.
 * @returns {Promise<{ schema: string, table: string, inspect: string }>}
 */
export async function describeRunSettings() {
  const directory = mkdtempSync(join(tmpdir(), "mlebench-sync-"));
  try {
    writeFileSync(join(directory, "package.json"), '{ "type": "module" }');
    for (const name of modules) {
      const source = readFileSync(join(root, `packages/runner/src/settings/${name}.ts`), "utf8");
      const { outputText } = typescript.transpileModule(source, {
        compilerOptions: { module: typescript.ModuleKind.ESNext, target: typescript.ScriptTarget.ES2022 },
      });
      writeFileSync(join(directory, `${name}.js`), outputText);
    }
    const load = (name) => import(pathToFileURL(join(directory, `${name}.js`)).href);
    const { runConfig } = await load("run-settings");
    const { settingsJsonSchema } = await load("json-schema");
    const head = { $id: schemaId, title: "Configuration of mlebench run" };
    return {
      schema: `${JSON.stringify(settingsJsonSchema(runConfig, head), null, 2)}\n`,
      inspect: inspectTable(
        runConfig,
        (await load("inspect-parameters")).inspectParameters,
        await load("names"),
      ),
      table: settingsTable(runConfig, await load("names"), await load("describe-setting")),
    };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Every setting by section: its option, its key in a configuration file, and what it means. */
function settingsTable(table, { fileKey }, { describeSetting, flagSyntax }) {
  const blocks = [...groupBySection(table)].map(([section, entries]) => {
    const rows = entries.map(([name, setting]) => {
      const values = setting.kind === "choice" ? `; values: ${setting.values.map(code).join(", ")}` : "";
      return `| ${code(flagSyntax(name, setting))} | ${code(fileKey(name))} | ${describeSetting(setting)}${values} |`;
    });
    return [`**${section}**`, "", "| option | key | meaning |", "|---|---|---|", ...rows].join("\n");
  });
  return blocks.join("\n\n");
}

/** Inspect's parameters, and the setting that each of them is. */
function inspectTable(table, { task, runner }, { fileKey, flagName, settingNames }) {
  const settings = new Map(settingNames(table).map(({ name, of }) => [fileKey(name), of]));
  const rows = (parameters, spell) =>
    Object.entries(parameters).map(([name, remark]) => {
      const setting = settings.get(name);
      if (setting === undefined) throw new Error(`inspect-parameters.ts: no setting or alias ${name}`);
      return `| ${code(spell(name))} | ${code(flagName(setting))} | ${code(fileKey(setting))} | ${remark} |`;
    });
  return [
    "| Inspect | option | key | remark |",
    "|---|---|---|---|",
    ...rows(task, (name) => `-T ${name}=…`),
    ...rows(runner, (name) => `--${name.replaceAll("_", "-")}`),
  ].join("\n");
}

function groupBySection(table) {
  const sections = new Map();
  for (const entry of Object.entries(table)) {
    const { section } = entry[1];
    sections.set(section, [...(sections.get(section) ?? []), entry]);
  }
  return sections;
}

function code(text) {
  return `\`${text.replaceAll("|", "\\|")}\``;
}
