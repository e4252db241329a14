import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readDescription } from "@mlebench/core";
import { expect } from "vitest";
import type { ContractTest } from "./contract-test.js";
import type { PackageUnderTest } from "./package-under-test.js";

const shortestDescription = 500;
/** With more target columns than this, a description may name them as a group. */
const mostColumnsToName = 12;

async function expectToDescribe(text: string, tested: PackageUnderTest): Promise<void> {
  const { submission } = await tested.load();
  expect(text.length, "characters").toBeGreaterThanOrEqual(shortestDescription);
  const names = submission.targets.flatMap((target) => target.names);
  expect(names.length, "the schema has a target column").toBeGreaterThan(0);
  const mentioned = names.filter((name) => text.includes(name));
  if (names.length <= mostColumnsToName)
    expect(mentioned, "target columns that the text mentions").toEqual(names);
  else expect(mentioned.length, "target columns that the text mentions").toBeGreaterThan(0);
}

/** The first TypeScript example of a README. */
function firstExample(readme: string): string | undefined {
  return /^```ts\r?\n([\s\S]*?)^```/m.exec(readme)?.[1];
}

export function descriptionTests(tested: PackageUnderTest): ContractTest[] {
  const { facts, manifest } = tested;
  return [
    {
      name: "the description names every target column",
      check: async () => expectToDescribe(readDescription(await tested.load()), tested),
    },
    {
      name: "the obfuscated description hides where the task comes from",
      async check() {
        const text = readDescription(await tested.load(), true);
        await expectToDescribe(text, tested);
        for (const secret of [facts.id, facts.name, "Kaggle"]) {
          expect(text.toLowerCase(), `the text gives away "${secret}"`).not.toContain(secret.toLowerCase());
        }
      },
    },
    {
      name: "the README shows how to install and use the package",
      check() {
        const readme = readFileSync(join(tested.directory, "README.md"), "utf8");
        expect(readme).toContain(`npm install ${manifest.name}`);
        const example = firstExample(readme);
        expect(example, "a ```ts example").toBeDefined();
        expect(example, "the example imports the package").toMatch(
          new RegExp(`import \\{ competition \\} from "${manifest.name}"`),
        );
      },
    },
  ];
}
