import { createHash, createHmac, randomBytes } from "node:crypto";
import { archiveOf } from "./archive-of.js";
import type { Content, MockCompetition, MockTeam } from "./world.js";

/** What storage gives under one address. */
export interface StoredObject {
  readonly content: Content;
  /** Grows when the object is replaced. */
  readonly generation: number;
}

/** The competitions, and the addresses of what they hold. */
export interface Site {
  readonly competitions: () => readonly MockCompetition[];
  readonly competition: (id: string) => MockCompetition | undefined;
  /** Adds one or replaces the one of that id. */
  readonly put: (competition: MockCompetition) => void;
  readonly replaceArchive: (id: string, archive: Content) => void;
  /** The competition's zip of the complete leaderboard. */
  readonly leaderboardZip: (competition: MockCompetition) => Promise<Uint8Array>;
  /** @param file "archive", or the name of a file of the data */
  readonly object: (id: string, file: string) => StoredObject | undefined;
  /** Path and query of a signed address, good for a while. */
  readonly sign: (id: string, file: string) => string;
  /** Which object a path and query name, or why they do not. */
  readonly open: (path: string, query: URLSearchParams) => Signed;
}

/** What a signed address comes to. */
export type Signed =
  | { readonly id: string; readonly file: string; readonly verdict: "good" | "expired" }
  | { readonly id?: undefined; readonly file?: undefined; readonly verdict: "wrong" };

export function createSite(competitions: readonly MockCompetition[], addressLifetime: number): Site {
  const byId = new Map(competitions.map((competition) => [competition.id, competition]));
  const generations = new Map<string, number>();
  const secret = randomBytes(16);
  const signature = (path: string, expires: string) =>
    createHmac("sha256", secret).update(`${path}\n${expires}`).digest("base64");

  const put = (competition: MockCompetition) => {
    generations.set(competition.id, (generations.get(competition.id) ?? 0) + 1);
    byId.set(competition.id, competition);
  };

  return {
    competitions: () => [...byId.values()],
    competition: (id) => byId.get(id),
    put,
    replaceArchive: (id, archive) => {
      const competition = byId.get(id);
      if (competition !== undefined) put({ ...competition, archive });
    },
    leaderboardZip: async ({ id, leaderboard = [] }) =>
      archiveOf({ [`${id}-publicleaderboard-2024-01-01T00:00:00.csv`]: leaderboardCsv(leaderboard) }),
    object: (id, file) => {
      const competition = byId.get(id);
      const content =
        file === "archive"
          ? competition?.archive
          : competition?.files?.find(({ name }) => name === file)?.content;
      return content === undefined ? undefined : { content, generation: generations.get(id) ?? 0 };
    },
    sign: (id, file) => {
      const competition = byId.get(id);
      const name =
        file === "archive"
          ? `archive.${competition?.archiveExtension ?? "zip"}`
          : (competition?.files?.find((entry) => entry.name === file)?.sentAs ?? file);
      const folder = file === "archive" ? "bundle" : "files";
      const path = `/kaggle-competitions-data/${encodeURIComponent(id)}/${folder}/${name.split("/").map(encodeURIComponent).join("/")}`;
      const expires = ((Date.now() + addressLifetime) / 1000).toFixed(3);
      const query = new URLSearchParams({
        file,
        Expires: expires,
        Signature: signature(`${path}\n${file}`, expires),
      });
      return `${path}?${query}`;
    },
    open: (path, query) => {
      const [, , folder] = path.split("/");
      const [file, expires] = [query.get("file") ?? "", query.get("Expires") ?? ""];
      if (query.get("Signature") !== signature(`${path}\n${file}`, expires)) return { verdict: "wrong" };
      return {
        id: decodeURIComponent(folder),
        file,
        verdict: Number(expires) * 1000 < Date.now() ? "expired" : "good",
      };
    },
  };
}

/** Stable, and of the size of a real one. */
export function numberOf(name: string): number {
  return 1 + (createHash("sha256").update(name).digest().readUInt32BE(0) % 9_999_999);
}

export const someTime = "2024-01-01T00:00:00.0000000Z";

export function withNumbers(teams: readonly MockTeam[]): Required<MockTeam>[] {
  return teams.map(({ teamName, score, teamId, submissionDate }, index) => ({
    teamName,
    score: String(score),
    teamId: teamId ?? 1_000_000 + index,
    submissionDate: submissionDate ?? someTime,
  }));
}

function leaderboardCsv(teams: readonly MockTeam[]): string {
  const quoted = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const rows = withNumbers(teams).map(({ teamName, score, teamId, submissionDate }, index) =>
    [index + 1, teamId, quoted(teamName), submissionDate.slice(0, 19).replace("T", " "), score, 1, ""].join(
      ",",
    ),
  );
  const header = "Rank,TeamId,TeamName,LastSubmissionDate,Score,SubmissionCount,TeamMemberUserNames";
  return `${[header, ...rows].join("\n")}\n`;
}
