import type { Accounts, Caller } from "./accounts.js";
import { type Answer, apiError, bytesAnswer, jsonAnswer } from "./answer.js";
import { openContent } from "./content.js";
import type { FaultKind } from "./fault.js";
import type { Call, MethodName } from "./methods.js";
import { numberOf, type Site, someTime, withNumbers } from "./site.js";
import type { MockCompetition, MockFile, MockKernel } from "./world.js";

/** What the methods of the API work on. */
export interface ApiContext {
  readonly site: Site;
  readonly accounts: Accounts;
  readonly caller: Caller;
  readonly faults: FaultKind;
  /** The storage server's address. */
  readonly storageUrl: string;
}

type Method = (fields: Fields, context: ApiContext) => Answer | Promise<Answer>;

/** A request's fields, whichever way they came. */
interface Fields {
  readonly text: (name: string) => string;
  readonly number: (name: string) => number | undefined;
  readonly flag: (name: string) => boolean;
}

const open: ReadonlySet<MethodName> = new Set([
  "IntrospectToken",
  "ExchangeOAuthToken",
  "GenerateAccessToken",
  "ExpireApiToken",
]);

const rulesText = "You must accept this competition's rules before you'll be able to download files.";
const largestKernelPage = 100;
const largestPage = 200;
const usualPage = 20;

/** Answers a call; 401 for who is not known. */
export function answerCall(call: Call, context: ApiContext): Answer | Promise<Answer> {
  const isKnown = context.caller.kind !== "none" && context.caller.kind !== "unknown";
  if (!isKnown && !open.has(call.name)) return apiError(401);
  return answers[call.name](readFields(call.fields), context);
}

/** The competition that a call is about, if any. */
export function competitionOf({ fields }: Call): string | undefined {
  const name = fields.competitionName ?? fields.competition;
  return typeof name === "string" && name !== "" ? name : undefined;
}

const answers: Readonly<Record<MethodName, Method>> = {
  ListCompetitions: (fields, { site }) => {
    const group = fields.text("group").toLowerCase();
    const search = fields.text("search").toLowerCase();
    const found = site
      .competitions()
      .filter(({ closed, hidden }) => closed !== true && hidden !== true)
      .filter(({ entered = true }) => !(group.endsWith("entered") || group === "1") || entered)
      .filter(({ id, title = id }) => `${id} ${title}`.toLowerCase().includes(search));
    return page(fields, found, largestPage, (rows, nextPageToken) => ({
      competitions: rows.map(competitionFields),
      nextPageToken,
    }));
  },

  GetCompetition: (fields, { site }) =>
    withCompetition(site, fields, (competition) => jsonAnswer(competitionFields(competition))),

  ListDataFiles: (fields, { site, faults }) =>
    withCompetition(site, fields, async (competition) => {
      if (competition.entered === false && competition.listedToAll !== true) return apiError(403, rulesText);
      const files = await Promise.all((competition.files ?? []).map(fileFields));
      const listed = files.map((file) => ({
        ...file,
        totalBytes: file.totalBytes + (faults.listedBytesOff ?? 0),
      }));
      return page(fields, listed, largestPage, (rows, nextPageToken) => ({ files: rows, nextPageToken }));
    }),

  GetCompetitionDataFilesSummary: (fields, { site, faults }) =>
    withCompetition(site, fields, async (competition) => {
      if (competition.entered === false && competition.listedToAll !== true) return apiError(403, rulesText);
      const files = await Promise.all((competition.files ?? []).map(fileFields));
      return jsonAnswer({ fileSummaryInfo: summaryFields(files, faults.listedBytesOff ?? 0) });
    }),

  DownloadDataFiles: (fields, { site, storageUrl }) =>
    withCompetition(site, fields, (competition) => redirect(site, storageUrl, competition, "archive")),

  DownloadDataFile: (fields, { site, storageUrl }) =>
    withCompetition(site, fields, (competition) =>
      redirect(site, storageUrl, competition, fields.text("fileName")),
    ),

  GetLeaderboard: (fields, { site }) =>
    withCompetition(site, fields, (competition) => {
      const { leaderboard = [], publicLeaderboard = leaderboard } = competition;
      const teams = withNumbers(fields.flag("overridePublic") ? publicLeaderboard : leaderboard);
      return page(fields, teams, largestPage, (submissions, nextPageToken) => ({
        submissions,
        nextPageToken,
      }));
    }),

  DownloadLeaderboard: (fields, { site }) =>
    withCompetition(site, fields, async (competition) =>
      bytesAnswer(200, await site.leaderboardZip(competition), {
        "content-type": "application/zip",
        "content-disposition": `attachment; filename=${competition.id}.zip`,
      }),
    ),

  ListCompetitionPages: (fields, { site }) =>
    withCompetition(site, fields, ({ pages = [] }) => {
      const name = fields.text("pageName");
      return jsonAnswer({ pages: pages.filter((entry) => name === "" || entry.name === name) });
    }),

  ListKernels: (fields, { site }) => {
    const competition = fields.text("competition");
    const [language, kernelType] = [fields.text("language"), fields.text("kernelType")];
    const search = fields.text("search").toLowerCase();
    const isWanted = (wanted: string, value: string) => wanted === "" || wanted === "all" || wanted === value;
    const kernels = site
      .competitions()
      .filter(({ id, closed, hidden }) => (competition === "" || id === competition) && !closed && !hidden)
      .flatMap(({ id, kernels = [] }) => kernels.map((kernel) => ({ id, kernel })))
      .filter(({ kernel }) => isWanted(language, kernel.language ?? "python"))
      .filter(({ kernel }) => isWanted(kernelType, kernel.kernelType ?? "notebook"))
      .filter(({ kernel }) => isWanted(fields.text("user"), kernel.ref.split("/")[0]))
      .filter(({ kernel }) => `${kernel.ref} ${kernel.title ?? ""}`.toLowerCase().includes(search));
    if (/^(vote_?count|8)$/i.test(fields.text("sortBy")))
      kernels.sort((a, b) => (b.kernel.votes ?? 0) - (a.kernel.votes ?? 0));
    return page(fields, kernels, largestKernelPage, (rows, nextPageToken) => ({
      kernels: rows.map(({ id, kernel }) => kernelFields(id, kernel)),
      nextPageToken,
    }));
  },

  GetKernel: (fields, { site }) => {
    const ref = `${fields.text("userName")}/${fields.text("kernelSlug").split("/")[0]}`;
    for (const { id, kernels = [] } of site.competitions()) {
      const kernel = kernels.find((entry) => entry.ref === ref);
      if (kernel === undefined) continue;
      const metadata = kernelFields(id, kernel);
      const { language, kernelType, slug } = metadata;
      return jsonAnswer({ metadata, blob: { source: kernel.source, language, kernelType, slug } });
    }
    return apiError(403, "Permission 'kernels.get' was denied");
  },

  IntrospectToken: (fields, { accounts }) => {
    const found = accounts.inspect(fields.text("token"));
    if (found === undefined) return jsonAnswer({ active: false });
    const { username, expires } = found;
    return jsonAnswer({
      active: true,
      username,
      userId: numberOf(username),
      clientId: "kagglesdk",
      scope: "resources.admin:*",
      ...(expires !== undefined && { exp: Math.floor(expires / 1000) }),
    });
  },

  ExchangeOAuthToken: (fields, { accounts }) => {
    const refreshToken = fields.text("refreshToken");
    const issued = accounts.issue(refreshToken);
    if (issued === undefined) return apiError(400, "The grant is not good any more.");
    const { token: accessToken, username, expiresIn } = issued;
    return jsonAnswer({
      accessToken,
      refreshToken,
      tokenType: "Bearer",
      expiresIn,
      username,
      userId: numberOf(username),
    });
  },

  GenerateAccessToken: (fields, { accounts }) => {
    const issued = accounts.issue(fields.text("refreshToken"));
    if (issued === undefined) return apiError(401);
    const { token, username, expiresIn } = issued;
    return jsonAnswer({ token, expiresIn, userName: username, userId: numberOf(username) });
  },

  ExpireApiToken: (fields, { accounts }) => {
    accounts.revoke(fields.text("token"));
    return jsonAnswer({});
  },
};

function withCompetition(
  site: Site,
  fields: Fields,
  answer: (competition: MockCompetition) => Answer | Promise<Answer>,
): Answer | Promise<Answer> {
  const competition = site.competition(fields.text("competitionName"));
  if (competition === undefined || competition.hidden === true)
    return apiError(403, "Permission 'competitions.get' was denied");
  if (competition.closed === true) return apiError(404, "Competition not found");
  return answer(competition);
}

function redirect(site: Site, storageUrl: string, competition: MockCompetition, file: string): Answer {
  if (competition.entered === false) return apiError(403, rulesText);
  if (site.object(competition.id, file) === undefined) return apiError(404);
  const location = `${storageUrl}${site.sign(competition.id, file)}`;
  return bytesAnswer(302, Buffer.alloc(0), { location, "cache-control": "private" });
}

function competitionFields({
  id,
  title = id,
  entered = true,
  teamCount,
  leaderboard,
  details,
}: MockCompetition) {
  const url = `https://www.kaggle.com/competitions/${id}`;
  return {
    id: numberOf(id),
    ref: url,
    url,
    title,
    description: "",
    category: "Research",
    reward: "Knowledge",
    organizationName: "",
    hostName: "",
    deadline: "2020-01-01T23:59:00Z",
    enabledDate: "2019-01-01T00:00:00Z",
    dateCreated: "2019-01-01T00:00:00Z",
    teamCount: teamCount ?? leaderboard?.length ?? 0,
    userHasEntered: entered,
    maxDailySubmissions: 5,
    maxTeamSize: 5,
    evaluationMetric: "",
    isKernelsSubmissionsOnly: false,
    submissionsDisabled: false,
    ...details,
  };
}

async function fileFields({ name, bytes, created = someTime, content }: MockFile) {
  const size = bytes ?? (content === undefined ? 0 : (await openContent(content)).size);
  return { ref: name, name, totalBytes: size, creationDate: created };
}

/** Counts and sizes by extension. */
function summaryFields(files: readonly { name: string; totalBytes: number }[], bytesOff: number) {
  const kinds = new Map<string, { extension: string; fileCount: number; totalSize: number }>();
  for (const { name, totalBytes } of files) {
    const extension = /\.[^./]+$/.exec(name)?.[0] ?? "";
    const kind = kinds.get(extension) ?? { extension, fileCount: 0, totalSize: 0 };
    kind.fileCount += 1;
    kind.totalSize += totalBytes + bytesOff;
    kinds.set(extension, kind);
  }
  return { totalFileCount: files.length, fileTypes: [...kinds.values()] };
}

function kernelFields(competition: string, { ref, title, votes = 0, language, kernelType }: MockKernel) {
  const [author, slug] = ref.split("/");
  return {
    id: numberOf(ref),
    ref,
    title: title ?? slug,
    author,
    slug,
    lastRunTime: someTime,
    language: language ?? "python",
    kernelType: kernelType ?? "notebook",
    isPrivate: false,
    enableGpu: false,
    enableTpu: false,
    enableInternet: true,
    categoryIds: [],
    datasetDataSources: [],
    kernelDataSources: [],
    competitionDataSources: [competition],
    modelDataSources: [],
    totalVotes: votes,
    currentVersionNumber: 1,
  };
}

/** One page of rows, by token or by number from 1. The token is opaque to clients. */
function page<Row>(
  fields: Fields,
  rows: readonly Row[],
  largest: number,
  body: (rows: readonly Row[], nextPageToken: string) => unknown,
): Answer {
  const size = fields.number("pageSize") ?? usualPage;
  if (!(size > 0)) return apiError(400, "Page size must be greater than zero");
  const length = Math.min(size, largest);
  const token = fields.text("pageToken");
  const start = token === "" ? ((fields.number("page") ?? 1) - 1) * length : startOf(token);
  if (start === undefined || !(start >= 0)) return apiError(400, "Invalid page token");
  const end = start + length;
  const next = end < rows.length ? Buffer.from(`page:${end}`).toString("base64url") : "";
  return jsonAnswer(body(rows.slice(start, end), next));
}

function startOf(token: string): number | undefined {
  const digits = /^page:(\d+)$/.exec(Buffer.from(token, "base64url").toString("latin1"))?.[1];
  return digits === undefined ? undefined : Number(digits);
}

function readFields(fields: Call["fields"]): Fields {
  return {
    text: (name) => (fields[name] === undefined || fields[name] === null ? "" : String(fields[name])),
    number: (name) => {
      const value = fields[name];
      return value === undefined || value === null || value === "" ? undefined : Number(value);
    },
    flag: (name) => fields[name] === true || fields[name] === "true",
  };
}
