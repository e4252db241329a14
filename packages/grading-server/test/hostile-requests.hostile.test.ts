import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, lstatSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { hostileRequests, sendHostileRequest } from "@mlebench/testkit/hostile";
import { describe, expect, test, vi } from "vitest";
import { colorGuess, root, secret, sendForm, serve, temporaryDirectory } from "./harness.js";

describe("the grading server, asked anything", () => {
  test.each(hostileRequests().map((request) => [request.name, request] as const))(
    "holds against %s",
    async (_name, request) => {
      const written = vi.spyOn(process.stderr, "write").mockReturnValue(true);
      try {
        const { url, records } = await serve();
        const answer = await sendHostileRequest(url, request);
        expect(answer).not.toMatch(/^HTTP\/1\.1 5|An unexpected error|\n\s+at |node:|TypeError/m);
        expect(answer).not.toContain(secret);
        expect(written.mock.calls).toEqual([]);
        expect(records.length).toBeLessThanOrEqual(1);
        expect(await sendForm(url, "id,color\n1,red\n")).toMatchObject({
          status: 200,
          body: { result: "Submission is valid." },
        });
      } finally {
        written.mockRestore();
      }
    },
  );

  test("leaves nothing that leads to the answers when it is killed, and removes what it did leave", async () => {
    const temporary = temporaryDirectory();
    const data = temporaryDirectory();
    const privateDirectory = join(data, "color-guess/prepared/private");
    mkdirSync(privateDirectory, { recursive: true });
    writeFileSync(join(privateDirectory, "answers.csv"), `id,color\n1,${secret}\n`);
    const elsewhere = join(data, "elsewhere");
    cpSync(privateDirectory, elsewhere, { recursive: true });
    const linksBelow = (): string[] =>
      readdirSync(temporary, { recursive: true, encoding: "utf8" }).filter((name) =>
        lstatSync(join(temporary, name)).isSymbolicLink(),
      );
    const kill = async (directory: string): Promise<void> => {
      const program = join(root, "packages/grading-server/dist/main.js");
      const child = spawn(
        process.execPath,
        [program, "--competition-id", colorGuess, "--private-dir", directory, "--port", "0"],
        { env: { ...process.env, TMPDIR: temporary }, stdio: ["ignore", "pipe", "inherit"] },
      );
      await once(child.stdout, "data");
      child.kill("SIGKILL");
      await once(child, "exit");
    };
    await kill(privateDirectory);
    expect(readdirSync(temporary)).toHaveLength(1);
    expect(linksBelow()).toEqual([]);
    // Answers in any other place need a link, which lives no longer than until the next server.
    await kill(elsewhere);
    expect(linksBelow()).toHaveLength(1);
    const { server } = await serve({ temporaryDirectory: temporary });
    expect(readdirSync(temporary)).toHaveLength(1);
    await server.close();
    expect(readdirSync(temporary)).toEqual([]);
  });

  test("answers a flood of requests for nothing within a rate, and leaves validations alone", async () => {
    const { url, records } = await serve({ limits: { rateRequests: 5, rateSeconds: 600 } });
    const statuses: number[] = [];
    for (let count = 0; count < 20; count++) statuses.push((await fetch(`${url}//`)).status);
    expect(statuses).toEqual([...Array<number>(5).fill(404), ...Array<number>(15).fill(429)]);
    expect((await fetch(`${url}/health`)).status).toBe(200);
    expect(await sendForm(url, "id,color\n1,red\n")).toMatchObject({ status: 200 });
    expect(records).toHaveLength(1);
  });

  test("takes absolute targets and queries for the paths that they name", async () => {
    const { url } = await serve();
    for (const target of ["http://localhost:5000/health", "/health?x=1", "http://localhost/health#x"]) {
      const bytes = Buffer.from(`GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
      expect(await sendHostileRequest(url, { name: target, bytes })).toContain('{"status":"running"}');
    }
  });
});
