import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { describeError, type Environment, isMlebenchError } from "@mlebench/core";
import { type CredentialFile, parseCredentialJson, readCredentialFile } from "./credential-files.js";
import { KaggleError } from "./kaggle-error.js";
import { type Secret, withSecret } from "./secrets.js";
import type { KaggleCredentials } from "./types.js";

/** Where to look for credentials; the defaults are this process's own. */
export interface FindCredentialsOptions {
  readonly environment?: Environment;
  /** The user's home directory. */
  readonly home?: string;
  /** As in `process.platform`. */
  readonly platform?: string;
}

interface Place {
  readonly environment: Environment;
  readonly home: string;
  readonly platform: string;
  readonly read: (path: string) => CredentialFile | undefined;
}

interface Found {
  readonly kind: KaggleCredentials["kind"];
  readonly source: string;
  readonly secret: Secret;
  readonly username?: string;
  readonly warnings?: readonly string[];
}

/**
 * The credentials that the official client (kaggle 2.2) would use, in its order: in a Kaggle notebook the session's
 * token; `KAGGLE_API_TOKEN` (the token or the path of a file that holds it); `~/.kaggle/access_token` and
 * `access_token.txt`; `KAGGLE_USERNAME` with `KAGGLE_KEY`, each taking precedence over the same field of `kaggle.json` in
 * `KAGGLE_CONFIG_DIR`, else `~/.kaggle`, else (on Linux) `$XDG_CONFIG_HOME/kaggle` or `~/.config/kaggle`; the
 * `~/.kaggle/credentials.json` of `kaggle auth login`. Reads files, asks nobody.
 *
 * A source that cannot be used is passed over, as there; what was wrong is then a warning.
 * @returns undefined when there are none; see {@link describeMissingCredentials}
 * @throws KaggleError when there are some, but none that can be used; names the file, never what is in it
 */
export function findKaggleCredentials(options: FindCredentialsOptions = {}): KaggleCredentials | undefined {
  const place = placeOf(options);
  const problems: KaggleError[] = [];
  for (const look of [notebookToken, environmentToken, tokenFile, apiKey, oauthLogin]) {
    try {
      const found = look(place);
      if (found === undefined) continue;
      const { kind, source, username, secret, warnings = [] } = found;
      const skipped = problems.map((problem) => `Passed over: ${describeError(problem)}`);
      const credentials = {
        kind,
        source,
        ...(username !== undefined && { username }),
        warnings: [...skipped, ...warnings],
      };
      return withSecret(credentials, secret);
    } catch (error) {
      if (!isMlebenchError(error)) throw error;
      problems.push(error as KaggleError);
    }
  }
  if (problems.length > 0) throw problems[0];
  return undefined;
}

/**
 * What to say when {@link findKaggleCredentials}, with the same options, finds nothing: where to get credentials and
 * where to put them.
 */
export function describeMissingCredentials(options: FindCredentialsOptions = {}): KaggleError {
  const keyFile = join(configDirectory(placeOf(options)), "kaggle.json");
  return new KaggleError("credentials", "No Kaggle credentials found", {
    hint: [
      "Make a token at https://www.kaggle.com/settings/api (Generate New Token).",
      "Then set the environment variable KAGGLE_API_TOKEN to it, or save it in ~/.kaggle/access_token (chmod 600).",
      `KAGGLE_USERNAME with KAGGLE_KEY, ${keyFile} and \`kaggle auth login\` work too.`,
    ].join(" "),
  });
}

function placeOf({
  environment = process.env,
  platform = process.platform,
  home,
}: FindCredentialsOptions): Place {
  const isWindows = platform === "win32";
  const ownHome = isWindows ? environment.USERPROFILE : environment.HOME;
  return {
    environment,
    platform,
    home: home ?? (ownHome || homedir()),
    read: (path) => readCredentialFile(path, !isWindows),
  };
}

/** An empty variable counts as none: container tools set those for what is not given. */
function variable({ environment }: Place, name: string): string | undefined {
  return environment[name]?.trim() || undefined;
}

function notebookToken(place: Place): Found | undefined {
  const name = "KAGGLE_API_V1_TOKEN";
  const path = variable(place, name);
  const isNotebook =
    place.environment.KAGGLE_KERNEL_RUN_TYPE !== undefined &&
    place.environment.KAGGLE_DATA_PROXY_URL !== undefined;
  if (!isNotebook || path === undefined) return undefined;
  const file = place.read(path);
  return file && tokenIn(file, `${name} (${path})`);
}

function environmentToken(place: Place): Found | undefined {
  const name = "KAGGLE_API_TOKEN";
  const value = variable(place, name);
  if (value === undefined) return undefined;
  const file = place.read(unquoted(value));
  if (file !== undefined) return tokenIn(file, `${name} (${value})`);
  if (/^(~|\.{0,2}[\\/]|[A-Za-z]:[\\/])/.test(value))
    throw new KaggleError("credentials", `${name} looks like the path of a file that does not exist`, {
      expected: "a token, or the path of a file that holds one",
      hint: "A ~ is not resolved there.",
    });
  return { kind: "access token", source: name, secret: { kind: "token", token: bareToken(value, name) } };
}

function tokenFile(place: Place): Found | undefined {
  // Windows adds .txt to what is made with Notepad.
  const problems: unknown[] = [];
  for (const name of ["access_token", "access_token.txt"]) {
    try {
      const file = place.read(join(place.home, ".kaggle", name));
      if (file !== undefined) return tokenIn(file, file.path);
    } catch (error) {
      problems.push(error);
    }
  }
  if (problems.length > 0) throw problems[0];
  return undefined;
}

function tokenIn(file: CredentialFile, source: string): Found {
  const token = bareToken(file.text, "The file with the Kaggle token", file.path);
  return { kind: "access token", source, secret: { kind: "token", token }, warnings: file.warnings };
}

function apiKey(place: Place): Found | undefined {
  const path = join(configDirectory(place), "kaggle.json");
  const ownUsername = variable(place, "KAGGLE_USERNAME");
  const ownKey = variable(place, "KAGGLE_KEY");
  const isComplete = ownUsername !== undefined && ownKey !== undefined;
  const file = isComplete ? undefined : place.read(path);
  const fields = file === undefined ? {} : parseCredentialJson(file);
  const username = unquoted(ownUsername) ?? textField(fields, "username");
  const key = unquoted(ownKey) ?? textField(fields, "key");
  const keySource = ownKey === undefined ? path : "KAGGLE_KEY";
  // People put new tokens where keys used to be; a token needs no user name.
  if (key?.startsWith(tokenStart))
    return {
      kind: "access token",
      source: keySource,
      secret: { kind: "token", token: sendable(key, `The token in ${keySource}`) },
      warnings: [
        ...(file?.warnings ?? []),
        `${keySource} holds an access token in place of an API key. It is used as a token; KAGGLE_API_TOKEN or ~/.kaggle/access_token is the place for it.`,
      ],
    };
  if (username === undefined && key === undefined && file === undefined) return undefined;
  const fromFile = (field: string) => `${field} of ${path}`;
  if (username === undefined || key === undefined)
    throw incompletePair(username, key, ownUsername, ownKey, file);
  const source = isComplete
    ? "KAGGLE_USERNAME and KAGGLE_KEY"
    : ownUsername !== undefined
      ? `KAGGLE_USERNAME and ${fromFile("key")}`
      : ownKey !== undefined
        ? `KAGGLE_KEY and ${fromFile("username")}`
        : path;
  sendable(key, ownKey === undefined ? "The key" : "KAGGLE_KEY", ownKey === undefined ? path : undefined);
  return {
    kind: "api key",
    source,
    username,
    secret: { kind: "pair", username, key },
    ...(file !== undefined && { warnings: file.warnings }),
  };
}

function incompletePair(
  username: string | undefined,
  key: string | undefined,
  ownUsername: string | undefined,
  ownKey: string | undefined,
  file: CredentialFile | undefined,
): KaggleError {
  if (file === undefined)
    return new KaggleError(
      "credentials",
      ownUsername !== undefined
        ? "KAGGLE_USERNAME is set, but KAGGLE_KEY is not"
        : "KAGGLE_KEY is set, but KAGGLE_USERNAME is not",
      { hint: "Set both, or use a token in KAGGLE_API_TOKEN." },
    );
  const missing = [username === undefined && '"username"', key === undefined && '"key"'].filter(Boolean);
  const isSet = ownUsername !== undefined || ownKey !== undefined;
  return new KaggleError(
    "credentials",
    `The file with Kaggle credentials lacks ${missing.join(" and ")}${isSet ? ", and the environment has only the other half" : ""}`,
    {
      file: file.path,
      expected: 'something like {"username":"…","key":"…"}',
      hint: "Download it again from https://www.kaggle.com/settings/api.",
    },
  );
}

function configDirectory(place: Place): string {
  const own = variable(place, "KAGGLE_CONFIG_DIR");
  if (own !== undefined) return own;
  const usual = join(place.home, ".kaggle");
  if (place.platform !== "linux" || existsSync(usual)) return usual;
  return join(variable(place, "XDG_CONFIG_HOME") ?? join(place.home, ".config"), "kaggle");
}

function oauthLogin(place: Place): Found | undefined {
  const file = place.read(join(place.home, ".kaggle", "credentials.json"));
  if (file === undefined) return undefined;
  const fields = parseCredentialJson(file);
  const refreshToken = textField(fields, "refresh_token");
  if (refreshToken === undefined)
    throw new KaggleError("credentials", 'The file of `kaggle auth login` lacks "refresh_token"', {
      file: file.path,
      hint: "Run `kaggle auth login --force`.",
    });
  const accessToken = textField(fields, "access_token");
  const expires = Date.parse(textField(fields, "access_token_expiration") ?? "");
  const username = textField(fields, "username");
  return {
    kind: "oauth",
    source: file.path,
    warnings: file.warnings,
    ...(username !== undefined && { username }),
    secret: {
      kind: "refresh",
      refreshToken,
      ...(accessToken !== undefined && { accessToken }),
      ...(!Number.isNaN(expires) && { expires }),
    },
  };
}

function textField(fields: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = fields[name];
  return typeof value === "string" && value.trim() !== "" ? unquoted(value.trim()) : undefined;
}

/** How access tokens begin, and old API keys never do. */
const tokenStart = "KGAT_";

/** Without the quotes that `docker --env-file` and copying from a .env file leave around a value. */
function unquoted(text: string): string;
function unquoted(text: string | undefined): string | undefined;
function unquoted(text: string | undefined): string | undefined {
  const inner = text && /^(["'`])(.*)\1$/s.exec(text)?.[2].trim();
  return inner === undefined || inner === "" ? text : inner;
}

/**
 * A token, out of quotes or out of JSON such as `{"token":"…"}`.
 * @throws KaggleError when it cannot be sent, or JSON holds none
 */
function bareToken(text: string, what: string, file?: string): string {
  const bare = unquoted(text);
  if (!bare.startsWith("{")) return sendable(bare, what, file);
  let fields: unknown;
  try {
    fields = JSON.parse(bare);
  } catch {
    // Node's message quotes the content.
  }
  const values = fields as Readonly<Record<string, unknown>> | undefined;
  const token = ["token", "access_token", "api_token", "key"]
    .map((name) => values && textField(values, name))
    .find((value) => value?.startsWith(tokenStart));
  if (token !== undefined) return sendable(token, what, file);
  throw new KaggleError("credentials", `${what} holds JSON instead of a token`, {
    ...(file !== undefined && { file }),
    expected: `one line with nothing but the token, such as ${tokenStart}…`,
    hint: 'An API key such as {"username":…,"key":…} belongs in ~/.kaggle/kaggle.json.',
  });
}

/** @throws KaggleError when a header of HTTP cannot carry it */
function sendable(text: string, what: string, file?: string): string {
  if (/^[\x21-\x7e]+$/.test(text)) return text;
  throw new KaggleError(
    "credentials",
    `${what} holds spaces, line breaks or other characters that cannot be right`,
    {
      ...(file !== undefined && { file }),
      expected: "one line with nothing but the token or key",
    },
  );
}
