import { existsSync } from "node:fs";
import { mkdtemp, readFile, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { extractArchive } from "@mlebench/archives";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { archiveOf, type Kaggle, startMockKaggle } from "../src/index.js";
import { makeHome, officialPython, type PythonStarter, startPython } from "./official-client.js";
import { addressOf, transfer } from "./transfer.js";

const found = await officialPython();
const python = "python" in found ? found.python : "";
if ("reason" in found)
  console.warn(`SKIPPED: the official Kaggle client is not to be had here (${found.reason})`);

let starter: PythonStarter;
let kaggle: Kaggle;
let archive: Uint8Array;
let home: string;

const files = Array.from({ length: 45 }, (_, index) => ({ name: `train/${index}.csv`, bytes: 100 + index }));
const teams = Array.from({ length: 33 }, (_, index) => ({
  teamName: `team ${index}`,
  score: `0.${99 - index}`,
}));
const notebook = JSON.stringify({ cells: [], metadata: {}, nbformat: 4, nbformat_minor: 5 });
/** The real protocol over the real port, which the client's TEST environment calls. */
const testPort = 7777;

beforeAll(async () => {
  if (python === "") return;
  starter = startPython(python);
  archive = await archiveOf({ "train.csv": "id\n1\n", "test/a.csv": "id\n2\n" });
  home = await makeHome();
  const competition = {
    archive,
    files: [...files, { name: "train.csv", content: Buffer.from("id\n1\n") }],
    leaderboard: teams,
    kernels: [
      { ref: "ada/first-kernel", title: "First", votes: 1, source: notebook },
      { ref: "ada/second-kernel", title: "Second", votes: 5, kernelType: "script", source: "print(1)\n" },
    ],
  } as const;
  kaggle = await startMockKaggle({
    competitions: [
      { id: "alpha", ...competition },
      { id: "large", archive: { size: 6_000_000 } },
      { id: "rules", entered: false, archive },
    ],
  });
});

afterAll(() => {
  starter?.close();
  return kaggle?.close();
});

const folder = () => mkdtemp(join(tmpdir(), "kaggle-"));

/** Runs `kaggle …` against the mock. */
function run(args: string, environment: Record<string, string> = {}, killWhen?: (output: string) => boolean) {
  const whole = { HOME: home, ...kaggle.officialEnvironment, ...environment };
  return starter.run(["-m", "kaggle", ...args.split(" ")], whole, killWhen);
}

describe.skipIf(python === "")("the official client, kaggle 2.2.4", () => {
  test("lists competitions", async () => {
    const { code, output } = await run("competitions list --csv");
    expect(code).toBe(0);
    expect(output).toContain(
      "https://www.kaggle.com/competitions/alpha,2020-01-01 23:59:00,Research,Knowledge,33,True,0",
    );
    expect(output).toContain(
      "https://www.kaggle.com/competitions/rules,2020-01-01 23:59:00,Research,Knowledge,0,False,0",
    );
    const entered = await run("competitions list --group entered --csv");
    expect(entered.output).not.toContain("competitions/rules");
  });

  test("lists files, page after page", async () => {
    const names: string[] = [];
    let token: string | undefined;
    do {
      const { code, output } = await run(
        `competitions files alpha --csv${token === undefined ? "" : ` --page-token ${token}`}`,
      );
      expect(code).toBe(0);
      names.push(
        ...[...output.matchAll(/^(train\S*\.csv),(\d+),2024-01-01 00:00:00/gm)].map((match) => match[1]),
      );
      token = /Next Page Token = (\S+)/.exec(output)?.[1];
    } while (token !== undefined);
    expect(names).toEqual([...files.map(({ name }) => name), "train.csv"]);
  });

  test("downloads all data, and not again what it has", async () => {
    const path = await folder();
    expect(await run(`competitions download alpha -p ${path}`)).toMatchObject({ code: 0 });
    expect(await readFile(join(path, "alpha.zip"))).toEqual(Buffer.from(archive));
    const again = await run(`competitions download alpha -p ${path}`);
    expect(again.output).toContain("Skipping");
  });

  test("downloads one file", async () => {
    const path = await folder();
    expect(await run(`competitions download alpha -f train.csv -p ${path}`)).toMatchObject({ code: 0 });
    expect(await readFile(join(path, "train.csv"), "utf8")).toBe("id\n1\n");
  });

  test("resumes a download that was cut, and one that was killed", async () => {
    const path = await folder();
    kaggle.faults.push({ on: "download", competition: "large", kind: { cutAt: 2_500_000 } });
    kaggle.faults.push({
      on: "download",
      competition: "large",
      times: Infinity,
      kind: { bytesPerSecond: 2_500_000 },
    });
    const file = join(path, "large.zip");
    const size = async () => (existsSync(file) ? (await stat(file)).size : 0);
    let onDisk = 0;
    const watch = setInterval(async () => {
      onDisk = await size();
    }, 20);
    const killed = await run(
      `competitions download large -p ${path}`,
      {},
      (output) => /Retry 1.* Resuming from/.test(output) && onDisk > 3_500_000,
    );
    clearInterval(watch);
    expect(killed.code, killed.output).toBe(null);
    const left = await size();
    expect(left).toBeGreaterThan(3_500_000);
    expect(left).toBeLessThan(6_000_000);
    kaggle.faults.length = 0;
    const again = await run(`competitions download large -p ${path}`);
    expect(again).toMatchObject({ code: 0, output: expect.stringContaining(`Resuming from ${left} bytes`) });
    const transfers = kaggle.requests.filter(
      ({ competition, server }) => competition === "large" && server === "storage",
    );
    // The client opens each download by asking for all, looks at the headers, and then sends the range.
    expect(transfers.map(({ range, status }) => [range, status])).toEqual([
      [undefined, 200],
      [expect.stringMatching(/^bytes=2\d{6}-$/), 206],
      [undefined, 200],
      [`bytes=${left}-`, 206],
    ]);
    expect(transfers[0].sent).toEqual({ from: 0, to: 2_500_000 });
    const whole = await transfer(await addressOf(kaggle, "large"));
    expect(whole !== "no answer" && whole.body.equals(await readFile(file))).toBe(true);
  });

  test("shows the leaderboard twenty rows at a time, and downloads all of it", async () => {
    const path = await folder();
    const first = await run("competitions leaderboard alpha --show --csv");
    expect(first.output.match(/^\d+,team \d+,/gm)).toHaveLength(20);
    expect(first.output).toContain("1000000,team 0,2024-01-01 00:00:00,0.99");
    const token = /Next Page Token = (\S+)/.exec(first.output)?.[1];
    const second = await run(`competitions leaderboard alpha --show --csv --page-token ${token}`);
    expect(second.output.match(/^\d+,team \d+,/gm)).toHaveLength(13);
    expect(await run(`competitions leaderboard alpha --download -p ${path}`)).toMatchObject({ code: 0 });
    await extractArchive(join(path, "alpha.zip"), path);
    const csv = await readFile(join(path, "alpha-publicleaderboard-2024-01-01T00:00:00.csv"), "utf8");
    expect(csv.split("\n")).toHaveLength(35);
    expect(csv).toContain("33,1000032,team 32,2024-01-01 00:00:00,0.67,");
  });

  test("lists and pulls kernels", async () => {
    const path = await folder();
    const list = await run("kernels list --competition alpha --sort-by voteCount --csv");
    expect(list.output.match(/^ada\/[a-z]+-kernel/gm)).toEqual(["ada/second-kernel", "ada/first-kernel"]);
    expect(await run(`kernels pull ada/first-kernel -p ${path} --metadata`)).toMatchObject({ code: 0 });
    expect(await readFile(join(path, "first-kernel.ipynb"), "utf8")).toBe(notebook);
    const metadata = JSON.parse(await readFile(join(path, "kernel-metadata.json"), "utf8"));
    expect(metadata).toMatchObject({ id: "ada/first-kernel", competition_sources: ["alpha"] });
    const other = await folder();
    await run(`kernels pull ada/second-kernel -p ${other}`);
    expect(await readFile(join(other, "second-kernel.py"), "utf8")).toBe("print(1)\n");
  });

  test("shows why data is denied", async () => {
    const rules = await run("competitions download rules");
    expect(rules.code).toBe(1);
    expect(rules.output).toContain(
      "You must accept this competition's rules before you'll be able to download files.",
    );
    const unknown = await run("competitions files no-such-thing");
    expect(unknown).toMatchObject({
      code: 1,
      output: expect.stringContaining("'competitions.get' was denied"),
    });
    kaggle.faults.push({ on: "ListDataFiles", kind: { status: 503 } });
    const broken = await run("competitions files alpha");
    expect(broken).toMatchObject({ code: 1, output: expect.stringContaining("503 Server Error") });
  });

  const oauth = (accessToken: string) =>
    JSON.stringify({
      refresh_token: "mock-refresh-token",
      access_token: accessToken,
      access_token_expiration: "2020-01-01T00:00:00+00:00",
      username: "ada",
      scopes: [],
    });

  test.each([
    ["a token in KAGGLE_API_TOKEN", {}, { KAGGLE_API_TOKEN: "mock-access-token" }, "access token"],
    ["a token in a file", { access_token: "mock-access-token\n" }, {}, "access token"],
    ["a key in the environment", {}, { KAGGLE_USERNAME: "ada", KAGGLE_KEY: "mock-key" }, "api key"],
    ["a key in kaggle.json", { "kaggle.json": '{"username":"ada","key":"mock-key"}' }, {}, "api key"],
    ["an expired login", { "credentials.json": oauth("stale") }, {}, "oauth"],
  ])("logs in with %s", async (_, homeFiles, environment, kind) => {
    const { KAGGLE_API_TOKEN: _token, ...official } = kaggle.officialEnvironment;
    const own = await makeHome(homeFiles as Record<string, string>);
    const whole = { ...official, HOME: own, ...(environment as Record<string, string>) };
    const outcome = await starter.run(["-m", "kaggle", "competitions", "files", "alpha"], whole);
    expect(outcome).toMatchObject({ code: 0, output: expect.stringContaining("train/0.csv") });
    expect(kaggle.requests.at(-1)).toMatchObject({ call: "ListDataFiles", authorization: kind, status: 200 });
  });

  test.each([
    ["token", { KAGGLE_API_TOKEN: "nonsense" }, "IntrospectToken", 200],
    ["key", { KAGGLE_USERNAME: "ada", KAGGLE_KEY: "nonsense" }, "ListDataFiles", 401],
  ])("asks for better credentials when the %s is wrong", async (_, environment, lastCall, status) => {
    const { KAGGLE_API_TOKEN: _token, ...official } = kaggle.officialEnvironment;
    const whole = { ...official, HOME: home, ...(environment as Record<string, string>) };
    const outcome = await starter.run(["-m", "kaggle", "competitions", "files", "alpha"], whole);
    expect(outcome).toMatchObject({ code: 1, output: expect.stringContaining("Authentication required") });
    expect(kaggle.requests.at(-1)).toMatchObject({ call: lastCall, status });
  });

  test("kagglehub 1.0.2 downloads, checks the MD5 and unpacks", async () => {
    const script = "import sys, kagglehub; print('AT', kagglehub.competition_download(sys.argv[1]))";
    const hub = async () =>
      starter.run(["-c", script, "alpha"], {
        HOME: home,
        KAGGLEHUB_CACHE: await folder(),
        ...kaggle.officialEnvironment,
      });
    const { code, output } = await hub();
    expect(code, output).toBe(0);
    const path = /^AT (.+)$/m.exec(output)?.[1] ?? "";
    expect(await readFile(join(path, "test/a.csv"), "utf8")).toBe("id\n2\n");
    kaggle.faults.push({ on: "download", competition: "alpha", kind: { hash: "wrong" } });
    expect((await hub()).output).toContain("DataCorruptionError");
  });

  test("its Python API finds the mock on the port of its TEST environment", async ({ skip }) => {
    const taken = await startMockKaggle({ port: testPort, competitions: [{ id: "tested", archive }] }).catch(
      (error: NodeJS.ErrnoException) => error,
    );
    if (taken instanceof Error) {
      console.warn(`SKIPPED: port ${testPort} is not free (${taken.code})`);
      return skip();
    }
    const script = [
      "from kagglesdk import KaggleClient",
      "from kagglesdk.competitions.types.competition_api_service import ApiGetCompetitionRequest, ApiDownloadDataFilesRequest",
      "with KaggleClient() as kaggle:",
      "  api = kaggle.competitions.competition_api_client",
      "  request = ApiGetCompetitionRequest()",
      "  request.competition_name = 'tested'",
      "  competition = api.get_competition(request)",
      "  print(competition.ref, competition.user_has_entered, competition.deadline)",
      "  request = ApiDownloadDataFilesRequest()",
      "  request.competition_name = 'tested'",
      "  print(len(api.download_data_files(request).content))",
    ].join("\n");
    const environment = { HOME: home, ...taken.environment, KAGGLE_API_ENVIRONMENT: "TEST" };
    const { output } = await starter.run(["-c", script], environment).finally(() => taken.close());
    expect(output.trim().split("\n")).toEqual([
      "https://www.kaggle.com/competitions/tested True 2020-01-01 23:59:00",
      String(archive.length),
    ]);
    expect(taken.violations).toEqual([]);
  });

  test("never sends its credentials to storage", () => {
    expect(kaggle.requests.filter(({ server }) => server === "storage").length).toBeGreaterThan(5);
    expect(kaggle.violations).toEqual([]);
  });
});
