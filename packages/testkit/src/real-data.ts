import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Competition, type PrepareDirectories, readChecksums } from "@mlebench/core";
import { describe, expect, test } from "vitest";
import { fileDigests } from "./golden/file-digests.js";

export interface RealDataOptions {
  /** Where real raw files are on some machines; they may not be published, so elsewhere the test is skipped. */
  source: URL;
  /** Adds to a copy of the source what is not in it, such as stand-ins for images. */
  arrange?: (raw: string) => void | Promise<void>;
  /** Looks at what was prepared, beyond MD5s. */
  look?: (directories: PrepareDirectories) => void | Promise<void>;
}

/** Registers a test that preparing Kaggle's own data gives every file with its published MD5. */
export function realDataTest(competition: Competition, { source, arrange, look }: RealDataOptions): void {
  const { id } = competition.facts;
  describe.skipIf(!existsSync(source))(`${id} on Kaggle's own data`, () => {
    test("is prepared with the published MD5s", { timeout: 120_000 }, async () => {
      const home = mkdtempSync(join(tmpdir(), `${id}-`));
      try {
        const [raw, open, secret] = ["raw", "public", "private"].map((name) => join(home, name));
        for (const folder of [open, secret]) mkdirSync(folder);
        cpSync(fileURLToPath(source), raw, { recursive: true });
        await arrange?.(raw);
        const directories = { raw, public: open, private: secret };
        await competition.prepare(directories);
        const published = readChecksums(competition);
        expect(Object.keys(published.public).length).toBeGreaterThan(0);
        expect(await fileDigests(open)).toMatchObject(published.public);
        expect(await fileDigests(secret)).toMatchObject(published.private);
        await look?.(directories);
      } finally {
        rmSync(home, { recursive: true, force: true });
      }
    });
  });
}
