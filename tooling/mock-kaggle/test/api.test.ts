import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { archiveOf, type Kaggle, startMockKaggle } from "../src/index.js";
import { addressOf, call, transfer } from "./transfer.js";

let kaggle: Kaggle;

const files = Array.from({ length: 45 }, (_, index) => ({ name: `train/${index}.csv`, bytes: index }));
const leaderboard = Array.from({ length: 33 }, (_, index) => ({
  teamName: `team ${index}`,
  score: 1 - index / 100,
}));

beforeAll(async () => {
  kaggle = await startMockKaggle({
    competitions: [
      {
        id: "alpha",
        title: "Alpha",
        archive: await archiveOf({ "train.csv": "id\n1\n" }),
        files: [...files, { name: "a b/ü.csv", content: Buffer.from("x\n"), sentAs: "a b/ü.csv.zip" }],
        leaderboard,
        publicLeaderboard: [{ teamName: "public", score: "0.5000", teamId: 7 }],
        kernels: Array.from({ length: 130 }, (_, index) => ({
          ref: `ada/kernel-${index}`,
          votes: index % 50,
          language: index % 10 === 0 ? "r" : "python",
          source: `# ${index}`,
        })),
        pages: [
          { name: "rules", content: "Be fair." },
          { name: "description", content: "Guess." },
        ],
      },
      {
        id: "beta",
        entered: false,
        archive: { size: 10 },
        files: [{ name: "b.csv", bytes: 3 }],
        teamCount: 99,
      },
      { id: "beta-listed", entered: false, listedToAll: true, files: [{ name: "b.csv", bytes: 3 }] },
      { id: "gone", closed: true },
      { id: "secret", hidden: true },
      { id: "ended", details: { submissionsDisabled: true } },
    ],
  });
});

afterAll(() => kaggle.close());

/** All rows of a paged method, with the number on each page. */
async function allPages(method: string, key: string, fields: object) {
  const rows: Record<string, unknown>[] = [];
  const lengths: number[] = [];
  let pageToken = "";
  do {
    const body = (await (await call(kaggle, method, { ...fields, pageToken })).json()) as Record<
      string,
      never
    >;
    rows.push(...(body[key] as Record<string, unknown>[]));
    lengths.push((body[key] as unknown[]).length);
    pageToken = body.nextPageToken;
  } while (pageToken !== "");
  return { rows, lengths };
}

describe("pages", () => {
  test("files come twenty at a time, unless more are asked for", async () => {
    const { rows, lengths } = await allPages("ListDataFiles", "files", { competitionName: "alpha" });
    expect(lengths).toEqual([20, 20, 6]);
    expect(rows.slice(0, 45).map(({ name, totalBytes }) => [name, totalBytes])).toEqual(
      files.map(({ name, bytes }) => [name, bytes]),
    );
    expect(rows[45]).toMatchObject({ name: "a b/ü.csv", totalBytes: 2 });
    const large = await allPages("ListDataFiles", "files", { competitionName: "alpha", pageSize: 40 });
    expect(large.lengths).toEqual([40, 6]);
  });

  test("a leaderboard comes twenty rows at a time, with its scores as text", async () => {
    const { rows, lengths } = await allPages("GetLeaderboard", "submissions", { competitionName: "alpha" });
    expect(lengths).toEqual([20, 13]);
    expect(rows.map(({ teamName, score }) => [teamName, score])).toEqual(
      leaderboard.map(({ teamName, score }) => [teamName, String(score)]),
    );
    expect(new Set(rows.map(({ teamId }) => teamId)).size).toBe(33);
  });

  test("the public leaderboard is another one", async () => {
    const response = await call(kaggle, "GetLeaderboard", { competitionName: "alpha", overridePublic: true });
    expect(await response.json()).toMatchObject({
      submissions: [{ teamId: 7, teamName: "public", score: "0.5000" }],
    });
  });

  test("kernels are sorted by votes and filtered, at most a hundred a page", async () => {
    const wanted = { competition: "alpha", sortBy: "VOTE_COUNT", pageSize: 500 };
    const { rows, lengths } = await allPages("ListKernels", "kernels", wanted);
    expect(lengths).toEqual([100, 30]);
    const votes = rows.map(({ totalVotes }) => totalVotes as number);
    expect(votes).toEqual([...votes].sort((a, b) => b - a));
    const r = await allPages("ListKernels", "kernels", { competition: "alpha", language: "r" });
    expect(r.lengths).toEqual([13]);
    const second = await call(kaggle, "ListKernels", { competition: "alpha", page: 2, pageSize: 100 });
    expect(((await second.json()) as { kernels: unknown[] }).kernels).toHaveLength(30);
  });

  test("an invented page token is refused", async () => {
    const response = await call(kaggle, "ListDataFiles", { competitionName: "alpha", pageToken: "2" });
    expect(response.status).toBe(400);
  });
});

describe("competitions", () => {
  test("says whether the rules are accepted, and how many teams there are", async () => {
    const alpha = await (await call(kaggle, "GetCompetition", { competitionName: "alpha" })).json();
    expect(alpha).toMatchObject({
      title: "Alpha",
      userHasEntered: true,
      teamCount: 33,
      submissionsDisabled: false,
    });
    const beta = await (await call(kaggle, "GetCompetition", { competitionName: "beta" })).json();
    expect(beta).toMatchObject({ userHasEntered: false, teamCount: 99 });
    const ended = await (await call(kaggle, "GetCompetition", { competitionName: "ended" })).json();
    expect(ended).toMatchObject({ submissionsDisabled: true });
  });

  test.each(["DownloadDataFiles", "DownloadDataFile", "ListDataFiles"])(
    "%s requires accepted rules",
    async (method) => {
      const response = await call(kaggle, method, { competitionName: "beta", fileName: "b.csv" });
      expect(response.status).toBe(403);
      expect(await response.json()).toEqual({
        code: 403,
        message: "You must accept this competition's rules before you'll be able to download files.",
      });
    },
  );

  test("may list files to those who have not accepted the rules", async () => {
    const response = await call(kaggle, "ListDataFiles", { competitionName: "beta-listed" });
    expect(await response.json()).toMatchObject({ files: [{ name: "b.csv", totalBytes: 3 }] });
  });

  test.each([
    ["gone", 404, "Competition not found"],
    ["secret", 403, "Permission 'competitions.get' was denied"],
    ["no-such-thing", 403, "Permission 'competitions.get' was denied"],
  ])("%s is refused", async (competitionName, code, message) => {
    for (const method of ["GetCompetition", "ListDataFiles", "DownloadDataFiles", "GetLeaderboard"]) {
      const response = await call(kaggle, method, { competitionName });
      expect([response.status, await response.json()]).toEqual([code, { code, message }]);
    }
  });

  test("lists what one has entered", async () => {
    const { rows } = await allPages("ListCompetitions", "competitions", {
      group: "COMPETITION_LIST_TAB_ENTERED",
    });
    expect(rows.map(({ ref }) => ref)).toEqual([
      "https://www.kaggle.com/competitions/alpha",
      "https://www.kaggle.com/competitions/ended",
    ]);
    const all = await allPages("ListCompetitions", "competitions", {});
    expect(all.rows).toHaveLength(4);
  });

  test("gives the source of a kernel, with or without a version", async () => {
    for (const kernelSlug of ["kernel-3", "kernel-3/1"]) {
      const response = await call(kaggle, "GetKernel", { userName: "ada", kernelSlug });
      expect(await response.json()).toMatchObject({
        metadata: { ref: "ada/kernel-3", totalVotes: 3, competitionDataSources: ["alpha"] },
        blob: { source: "# 3", language: "python", kernelType: "notebook", slug: "kernel-3" },
      });
    }
  });

  test("gives one page of a competition's pages", async () => {
    const response = await call(kaggle, "ListCompetitionPages", {
      competitionName: "alpha",
      pageName: "rules",
    });
    expect(await response.json()).toEqual({ pages: [{ name: "rules", content: "Be fair." }] });
  });

  test("a file may be sent under another name", async () => {
    const address = await addressOf(kaggle, "alpha", "a b/ü.csv");
    expect(decodeURIComponent(new URL(address).pathname)).toMatch(/\/a b\/ü\.csv\.zip$/);
    expect(await transfer(address)).toMatchObject({ status: 200, body: Buffer.from("x\n") });
  });
});

describe("the older face", () => {
  const get = (path: string) =>
    fetch(`${kaggle.url}/v1/${path}`, {
      redirect: "manual",
      headers: { authorization: "Bearer mock-access-token" },
    });

  test.each([
    ["competitions/get/alpha", "GetCompetition", { competitionName: "alpha" }],
    ["competitions/list?search=alp", "ListCompetitions", { search: "alp" }],
    ["competitions/data/list/alpha?pageSize=3", "ListDataFiles", { competitionName: "alpha", pageSize: 3 }],
    ["competitions/alpha/leaderboard/view", "GetLeaderboard", { competitionName: "alpha" }],
    ["competitions/alpha/pages", "ListCompetitionPages", { competitionName: "alpha" }],
    ["kernels/list?competition=alpha&page=2", "ListKernels", { competition: "alpha", page: 2 }],
    [
      "kernels/pull?userName=ada&kernelSlug=kernel-9",
      "GetKernel",
      { userName: "ada", kernelSlug: "kernel-9" },
    ],
    ["competitions/get/no-such-thing", "GetCompetition", { competitionName: "no-such-thing" }],
  ])("GET %s answers as %s does", async (path, method, fields) => {
    const [older, newer] = [await get(path), await call(kaggle, method, fields)];
    expect(older.status).toBe(newer.status);
    expect(await older.json()).toEqual(await newer.json());
  });

  test("redirects to storage, for names with slashes, too", async () => {
    const all = await get("competitions/data/download-all/alpha");
    expect(await transfer(all.headers.get("location") ?? "")).toMatchObject({ status: 200, complete: true });
    const one = await get("competitions/data/download/alpha/a%20b/%C3%BC.csv");
    expect(await transfer(one.headers.get("location") ?? "")).toMatchObject({ body: Buffer.from("x\n") });
    const board = await get("competitions/alpha/leaderboard/download");
    expect(
      Buffer.from(await board.arrayBuffer())
        .subarray(0, 2)
        .toString(),
    ).toBe("PK");
  });

  test("both faces answer under /v1 and /api/v1", async () => {
    const response = await fetch(`${kaggle.url.replace(/\/api$/, "")}/v1/competitions/get/alpha`, {
      headers: { authorization: "Bearer mock-access-token" },
    });
    expect(response.status).toBe(200);
  });

  test("what is no method is not found", async () => {
    expect((await get("competitions/nothing")).status).toBe(404);
    expect((await call(kaggle, "toString")).status).toBe(404);
  });
});

describe("credentials", () => {
  const basic = (pair: string) => `Basic ${Buffer.from(pair).toString("base64")}`;

  test.each([
    ["an access token", "Bearer mock-access-token", 200],
    ["a key", basic("ada:mock-key"), 200],
    ["no credentials", "", 401],
    ["another token", "Bearer nonsense", 401],
    ["another key", basic("ada:nonsense"), 401],
    ["another user's key", basic("bob:mock-key"), 401],
  ])("%s: %s", async (_, authorization, status) => {
    const response = await call(kaggle, "GetCompetition", { competitionName: "alpha" }, authorization);
    expect(response.status).toBe(status);
    if (status === 401) expect(await response.json()).toEqual({ code: 401, message: "Unauthenticated" });
  });

  test("a refresh token gives access tokens that expire", async () => {
    const brief = await startMockKaggle({
      competitions: [{ id: "alpha" }],
      credentials: { refreshTokens: [{ token: "fresh", username: "eve", expiresIn: 60 }] },
    });
    const response = await call(brief, "GenerateAccessToken", { refreshToken: "fresh" }, "");
    const { token, userName } = (await response.json()) as { token: string; userName: string };
    expect(userName).toBe("eve");
    const status = async () =>
      (await call(brief, "GetCompetition", { competitionName: "alpha" }, `Bearer ${token}`)).status;
    expect(await status()).toBe(200);
    expect(brief.requests.at(-1)?.authorization).toBe("oauth");
    vi.useFakeTimers({ toFake: ["Date"] });
    try {
      vi.setSystemTime(Date.now() + 60_001);
      expect(await status()).toBe(401);
    } finally {
      vi.useRealTimers();
    }
    expect((await call(brief, "GenerateAccessToken", { refreshToken: "stale" }, "")).status).toBe(401);
    await call(brief, "ExpireApiToken", { token: "fresh" }, "");
    expect((await call(brief, "GenerateAccessToken", { refreshToken: "fresh" }, "")).status).toBe(401);
    await brief.close();
  });

  test("reports whether a token is valid without requiring one", async () => {
    const facts = async (token: string) => (await call(kaggle, "IntrospectToken", { token }, "")).json();
    expect(await facts("mock-access-token")).toMatchObject({ active: true, username: "ada" });
    expect(await facts("nonsense")).toEqual({ active: false });
  });

  test("the log knows the kind of credential, and not the secret", () => {
    const kinds = new Set(kaggle.requests.map(({ authorization }) => authorization));
    expect([...kinds].sort()).toEqual(["access token", "api key", "none", "unknown"]);
    expect(JSON.stringify(kaggle.requests)).not.toMatch(/mock-(access|key)|nonsense/);
  });
});

test("a taken port is an error that leaves nothing running", async () => {
  await expect(startMockKaggle({ port: kaggle.port })).rejects.toMatchObject({ code: "EADDRINUSE" });
});
