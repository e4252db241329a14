import { hostileRequests, sendHostileRequest } from "@mlebench/testkit/hostile";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { build, secret, sendForm, serve } from "./world.js";

beforeAll(build);

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
