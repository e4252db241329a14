import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { inspect } from "node:util";
import { describeError } from "@mlebench/core";
import { expect, test } from "vitest";
import { describeMissingCredentials, findKaggleCredentials, isKaggleError } from "../src/index.js";
import { secretOf } from "../src/secrets.js";

const secret = "a5ecret-that-must-not-be-seen";

/** A home directory with these files, only readable by its owner. */
function home(files: Readonly<Record<string, string | Buffer>> = {}): string {
  const path = mkdtempSync(join(tmpdir(), "home-"));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), content, { mode: 0o600 });
  }
  return path;
}

const pair = (username: string, key: string) => JSON.stringify({ username, key });
const find = (path: string, environment: Record<string, string> = {}, platform = "linux") =>
  findKaggleCredentials({ home: path, environment, platform });

function problemOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    expect(isKaggleError(error) && error.reason).toBe("credentials");
    const shown = `${describeError(error)}\n${inspect(error)}\n${JSON.stringify(error)}`;
    expect(shown).not.toContain(secret);
    return describeError(error);
  }
  return expect.fail("should have failed");
}

test("the sources are tried in the official client's order", () => {
  const files = {
    ".kaggle/access_token": "from-file\n",
    ".kaggle/access_token.txt": "from-txt",
    ".kaggle/kaggle.json": pair("json-user", "json-key"),
    ".kaggle/credentials.json": JSON.stringify({ refresh_token: "refresh", username: "oauth-user" }),
  };
  const all = home(files);
  const both = { KAGGLE_USERNAME: "env-user", KAGGLE_KEY: "env-key" };
  const order: [Record<string, string>, string[], string][] = [
    [{ KAGGLE_API_TOKEN: "from-env", ...both }, [], "KAGGLE_API_TOKEN"],
    [both, [], join(all, ".kaggle/access_token")],
    [both, [".kaggle/access_token"], "access_token.txt"],
    [both, [".kaggle/access_token", ".kaggle/access_token.txt"], "KAGGLE_USERNAME and KAGGLE_KEY"],
    [{}, [".kaggle/access_token", ".kaggle/access_token.txt"], "kaggle.json"],
    [{}, [".kaggle/access_token", ".kaggle/access_token.txt", ".kaggle/kaggle.json"], "credentials.json"],
  ];
  for (const [environment, missing, source] of order) {
    const path =
      missing.length === 0
        ? all
        : home(Object.fromEntries(Object.entries(files).filter(([name]) => !missing.includes(name))));
    expect(find(path, environment)?.source).toMatch(new RegExp(`${source}$`));
  }
  expect(find(home())).toBeUndefined();
});

test("a token is what the variable says, or what the file that it names says", () => {
  const path = home({ "run/token": "\uFEFFin-the-file\r\n" });
  const found = find(path, { KAGGLE_API_TOKEN: join(path, "run/token") });
  expect(found && secretOf(found)).toEqual({ kind: "token", token: "in-the-file" });
  expect(found?.source).toContain("run/token");
  const plain = find(path, { KAGGLE_API_TOKEN: " direct\n" });
  expect(plain && secretOf(plain)).toEqual({ kind: "token", token: "direct" });
});

test("Windows' ways of saving text are understood", () => {
  const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from("power-shell\r\n", "utf16le")]);
  const found = find(home({ ".kaggle/access_token.txt": utf16 }), {}, "win32");
  expect(found && secretOf(found)).toEqual({ kind: "token", token: "power-shell" });
  const json = find(
    home({ ".kaggle/kaggle.json": `\uFEFF{\r\n"username":"u",\r\n"key":"k"}\r\n` }),
    {},
    "win32",
  );
  expect(json && secretOf(json)).toEqual({ kind: "pair", username: "u", key: "k" });
});

test("kaggle.json is looked for where the official client looks", () => {
  const own = home({ "kaggle.json": pair("own", "k") });
  const xdg = home({ "kaggle/kaggle.json": pair("xdg", "k") });
  const config = home({ ".config/kaggle/kaggle.json": pair("config", "k") });
  const dot = home({
    ".kaggle/kaggle.json": pair("dot", "k"),
    ".config/kaggle/kaggle.json": pair("config", "k"),
  });
  expect(find(dot, { KAGGLE_CONFIG_DIR: own })?.username).toBe("own");
  expect(find(home(), { XDG_CONFIG_HOME: xdg })?.username).toBe("xdg");
  expect(find(config)?.username).toBe("config");
  expect(find(dot, { XDG_CONFIG_HOME: xdg })?.username).toBe("dot");
  expect(find(config, {}, "darwin")).toBeUndefined();
  expect(find(dot, { KAGGLE_CONFIG_DIR: home() })).toBeUndefined();
});

test("variables take precedence over kaggle.json one by one, and empty ones count for nothing", () => {
  const path = home({ ".kaggle/kaggle.json": pair("file-user", "file-key") });
  const mixed = find(path, { KAGGLE_USERNAME: "env-user", KAGGLE_KEY: "", KAGGLE_API_TOKEN: "" });
  expect(mixed && secretOf(mixed)).toEqual({ kind: "pair", username: "env-user", key: "file-key" });
  expect(mixed?.source).toContain("KAGGLE_USERNAME and key of");
});

test("in a Kaggle notebook the session's token comes first", () => {
  const path = home({ token: "session" });
  const environment = { KAGGLE_API_V1_TOKEN: join(path, "token"), KAGGLE_API_TOKEN: "other" };
  const notebook = { KAGGLE_KERNEL_RUN_TYPE: "Interactive", KAGGLE_DATA_PROXY_URL: "https://proxy" };
  const found = find(path, { ...environment, ...notebook });
  expect(found && secretOf(found)).toMatchObject({ token: "session" });
  expect(find(path, environment)?.source).toBe("KAGGLE_API_TOKEN");
});

test.skipIf(process.platform === "win32")("a file that others can read is a warning with the remedy", () => {
  const path = home({ ".kaggle/kaggle.json": pair("u", secret) });
  const file = join(path, ".kaggle/kaggle.json");
  expect(find(path)?.warnings).toEqual([]);
  chmodSync(file, 0o640);
  expect(find(path)?.warnings).toEqual([`${file} can be read by other users; run: chmod 600 '${file}'`]);
  expect(find(path, {}, "win32")?.warnings).toEqual([]);
});

test.each([
  ["only a user name", {}, { KAGGLE_USERNAME: "ada" }, "KAGGLE_USERNAME is set, but KAGGLE_KEY is not"],
  ["only a key", {}, { KAGGLE_KEY: secret }, "KAGGLE_KEY is set, but KAGGLE_USERNAME is not"],
  ["damaged JSON", { ".kaggle/kaggle.json": `{"username":"ada","key":"${secret}` }, {}, "kaggle.json"],
  ["JSON that is no object", { ".kaggle/kaggle.json": `["${secret}"]` }, {}, "not a JSON object"],
  ["half a pair", { ".kaggle/kaggle.json": JSON.stringify({ username: "ada" }) }, {}, 'lacks "key"'],
  [
    "the other half",
    { ".kaggle/kaggle.json": JSON.stringify({ key: secret }) },
    { KAGGLE_KEY: secret },
    'lacks "username"',
  ],
  ["a key that is no text", { ".kaggle/kaggle.json": '{"username":"ada","key":12}' }, {}, 'lacks "key"'],
  ["an empty file", { ".kaggle/access_token": "\n" }, {}, "is empty"],
  ["two lines", { ".kaggle/access_token": `${secret}\n${secret}` }, {}, "line breaks"],
  ["a token with spaces", {}, { KAGGLE_API_TOKEN: `my ${secret}` }, "spaces"],
  ["a path that is not there", {}, { KAGGLE_API_TOKEN: "/run/secrets/kaggle" }, "does not exist"],
  ["a login without its token", { ".kaggle/credentials.json": "{}" }, {}, "refresh_token"],
  ["a directory", { ".kaggle/access_token/x": "" }, {}, "EISDIR"],
])("%s is one clear error that shows no secret", (_, files, environment, expected) => {
  expect(
    problemOf(() => find(home(files as Record<string, string>), environment as Record<string, string>)),
  ).toContain(expected);
});

test("a source that cannot be used is passed over with a warning when there is another", () => {
  const path = home({
    ".kaggle/kaggle.json": "{",
    ".kaggle/credentials.json": JSON.stringify({ refresh_token: "r" }),
  });
  const found = find(path);
  expect(found?.kind).toBe("oauth");
  expect(found?.warnings.join()).toContain("kaggle.json");
});

test("where there are none, it names the kaggle.json that would be read", () => {
  const path = home({ "elsewhere/none.txt": "" });
  const KAGGLE_CONFIG_DIR = join(path, "elsewhere");
  const hint = (environment: Record<string, string>) =>
    describeMissingCredentials({ environment, home: path, platform: "linux" }).details.hint;
  expect(hint({ KAGGLE_CONFIG_DIR })).toContain(join(KAGGLE_CONFIG_DIR, "kaggle.json"));
  expect(hint({})).toContain(join(path, ".config/kaggle/kaggle.json"));
});

test("no way of showing credentials shows the secret", () => {
  const found = find(home({ ".kaggle/kaggle.json": pair("ada", secret) }));
  const shown = [
    JSON.stringify(found),
    inspect(found, { showHidden: true, depth: 9 }),
    String(found),
    JSON.stringify(Object.getOwnPropertyDescriptors(found)),
    inspect(structuredClone(found)),
  ];
  expect(shown.join("\n")).not.toContain(secret);
});

test("what to do without credentials is said in one go", () => {
  const text = describeError(describeMissingCredentials());
  expect(text).toContain("https://www.kaggle.com/settings/api");
  expect(text).toContain("KAGGLE_API_TOKEN");
});

const token = "KGAT_0123456789abcdef0123456789abcdef";

test.each([
  `"${token}"`,
  `'${token}'`,
  ` "${token}"\r\n`,
  JSON.stringify({ token }),
  JSON.stringify({ username: "ada", key: token }),
])("a token is found in quotes and in JSON: %j", (text) => {
  for (const credentials of [
    find(home({ ".kaggle/access_token": text })),
    find(home({ ".kaggle/access_token.txt": text })),
    find(home(), { KAGGLE_API_TOKEN: text }),
  ])
    expect(credentials && secretOf(credentials)).toEqual({ kind: "token", token });
});

test("a quoted path is a path, and a quoted API key an API key", () => {
  const path = home({ "my-token": token });
  const byPath = find(path, { KAGGLE_API_TOKEN: `"${join(path, "my-token")}"` });
  expect(byPath && secretOf(byPath)).toEqual({ kind: "token", token });
  const byPair = find(home(), { KAGGLE_USERNAME: '"ada"', KAGGLE_KEY: `'${secret}'` });
  expect(byPair && secretOf(byPair)).toEqual({ kind: "pair", username: "ada", key: secret });
});

test("a token in the place of an API key is used as a token, and the right place is named", () => {
  for (const [credentials, place] of [
    [find(home({ ".kaggle/kaggle.json": pair("ada", token) })), "kaggle.json"],
    [find(home(), { KAGGLE_USERNAME: "ada", KAGGLE_KEY: token }), "KAGGLE_KEY"],
    [find(home(), { KAGGLE_KEY: `"${token}"` }), "KAGGLE_KEY"],
  ] as const) {
    expect(credentials && secretOf(credentials)).toEqual({ kind: "token", token });
    expect(credentials?.source).toContain(place);
    expect(credentials?.warnings.join()).toMatch(new RegExp(`${place}.*KAGGLE_API_TOKEN`));
    expect(credentials?.warnings.join()).not.toContain(token);
  }
});

test("JSON without a token in the place of one is named, without its content", () => {
  for (const text of [pair("ada", secret), "{", JSON.stringify({ token: secret })])
    expect(problemOf(() => find(home({ ".kaggle/access_token": text })))).toContain(
      "JSON instead of a token",
    );
});
