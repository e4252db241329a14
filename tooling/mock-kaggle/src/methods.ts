/** The methods of the API that the mock knows, and the service that each belongs to. */
export const methods = {
  ListCompetitions: "competitions.CompetitionApiService",
  GetCompetition: "competitions.CompetitionApiService",
  ListDataFiles: "competitions.CompetitionApiService",
  GetCompetitionDataFilesSummary: "competitions.CompetitionApiService",
  DownloadDataFiles: "competitions.CompetitionApiService",
  DownloadDataFile: "competitions.CompetitionApiService",
  GetLeaderboard: "competitions.CompetitionApiService",
  DownloadLeaderboard: "competitions.CompetitionApiService",
  ListCompetitionPages: "competitions.CompetitionApiService",
  ListKernels: "kernels.KernelsApiService",
  GetKernel: "kernels.KernelsApiService",
  IntrospectToken: "security.OAuthService",
  ExchangeOAuthToken: "security.OAuthService",
  GenerateAccessToken: "users.AccountService",
  ExpireApiToken: "users.AccountService",
} as const;

export type MethodName = keyof typeof methods;

/** A call as it came in, over either face of the API. */
export interface Call {
  readonly name: MethodName;
  /** The request's fields, in camelCase; all text when they came in an address. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Addresses of the older face, relative to /api/v1; `{name}` stands for a field, `{name*}` for one with slashes. */
const paths: readonly (readonly [httpMethod: "GET" | "POST", pattern: string, name: MethodName])[] = [
  ["GET", "competitions/list", "ListCompetitions"],
  ["GET", "competitions/get/{competitionName}", "GetCompetition"],
  ["GET", "competitions/data/list/{competitionName}", "ListDataFiles"],
  ["GET", "competitions/data/summary/{competitionName}", "GetCompetitionDataFilesSummary"],
  ["GET", "competitions/data/download-all/{competitionName}", "DownloadDataFiles"],
  ["GET", "competitions/data/download/{competitionName}/{fileName*}", "DownloadDataFile"],
  ["GET", "competitions/{competitionName}/leaderboard/view", "GetLeaderboard"],
  ["GET", "competitions/{competitionName}/leaderboard/download", "DownloadLeaderboard"],
  ["GET", "competitions/{competitionName}/pages", "ListCompetitionPages"],
  ["GET", "kernels/list", "ListKernels"],
  ["GET", "kernels/pull", "GetKernel"],
  ["POST", "oauth2/introspect", "IntrospectToken"],
  ["POST", "oauth2/token", "ExchangeOAuthToken"],
  ["POST", "access-tokens/generate", "GenerateAccessToken"],
  ["POST", "tokens/revoke", "ExpireApiToken"],
];

const routes = paths.map(([httpMethod, pattern, name]) => ({
  httpMethod,
  name,
  expression: new RegExp(
    `^${pattern.replace(/\{(\w+)(\*?)\}/g, (_, field: string, star: string) => `(?<${field}>${star ? ".+" : "[^/]+"})`)}/?$`,
  ),
}));

/**
 * Which call a request is.
 * @param path behind the host, without the query: "/api/v1/service/Method", "/v1/service/Method" or an older address
 * @returns undefined when it is none
 */
export function callOf(
  httpMethod: string,
  path: string,
  query: URLSearchParams,
  body: Readonly<Record<string, unknown>>,
): Call | undefined {
  const rest = /^(?:\/api)?\/v1\/(.+)$/.exec(path)?.[1];
  if (rest === undefined) return undefined;
  const [service, name] = rest.split("/");
  if (httpMethod === "POST" && isMethod(name) && methods[name] === service) return { name, fields: body };
  for (const route of routes) {
    const match = route.httpMethod === httpMethod ? route.expression.exec(rest) : null;
    if (match === null) continue;
    const named = Object.entries(match.groups ?? {}).map(([field, text]) => [
      field,
      decodeURIComponent(text),
    ]);
    return {
      name: route.name,
      fields: { ...Object.fromEntries(query), ...body, ...Object.fromEntries(named) },
    };
  }
  return undefined;
}

function isMethod(name: string | undefined): name is MethodName {
  return name !== undefined && Object.hasOwn(methods, name);
}
