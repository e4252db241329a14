import { createReadStream, existsSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream";
import { UserError } from "@mlebench/core";
import { cannotRead } from "@mlebench/disk";
import { parse } from "csv-parse";
import type { CompetitionDocument } from "./documents.js";

/** What Meta Kaggle's tables (kaggle.com/datasets/kaggle/meta-kaggle) say about competitions. */
export interface MetaKaggle {
  /** As the tables write them: `07/20/2023 23:59:00`. */
  readonly deadlines: ReadonlyMap<string, string>;
  /** The first posts of the topics with the most votes. */
  readonly discussions: readonly CompetitionDocument[];
}

/** How many topics of each competition, as in the reference. */
const topicsEach = 5;

type Row = Readonly<Record<string, string>>;

/**
 * Reads `Competitions.csv` of a directory, and, if they are there, `ForumTopics.csv` and `ForumMessages.csv`, row by row: they
 * have gigabytes.
 * @throws UserError
 */
export async function readMetaKaggle(directory: string, ids: ReadonlySet<string>): Promise<MetaKaggle> {
  const deadlines = new Map<string, string>();
  const forums = new Map<string, string>();
  await eachRow(join(directory, "Competitions.csv"), ["Slug", "DeadlineDate"], (row) => {
    if (!ids.has(row.Slug)) return;
    deadlines.set(row.Slug, row.DeadlineDate);
    if (row.ForumId) forums.set(row.ForumId, row.Slug);
  });
  const [topics, messages] = ["ForumTopics.csv", "ForumMessages.csv"].map((name) => join(directory, name));
  if (!existsSync(topics) || !existsSync(messages)) return { deadlines, discussions: [] };
  const chosen = await topTopics(topics, forums);
  const discussions: CompetitionDocument[] = [];
  await eachRow(messages, ["Id"], (row) => {
    const topic = chosen.get(row.Id);
    if (topic === undefined) return;
    const text = row.RawMarkdown || plainText(row.Message ?? "");
    if (text.trim() === "") return;
    discussions.push({
      competition: topic.competition,
      name: `topic-${topic.id}.txt`,
      text: `${topic.title}\n\n${text}`,
      isObfuscated: false,
    });
  });
  discussions.sort((a, b) => (`${a.competition}/${a.name}` < `${b.competition}/${b.name}` ? -1 : 1));
  return { deadlines, discussions };
}

interface Topic {
  readonly id: string;
  readonly competition: string;
  readonly title: string;
  readonly votes: number;
  readonly message: string;
}

/** The topics with the most votes of each forum, by the number of their first message. */
async function topTopics(path: string, forums: ReadonlyMap<string, string>): Promise<Map<string, Topic>> {
  const best = new Map<string, Topic[]>();
  await eachRow(path, ["Id", "ForumId", "FirstForumMessageId"], (row) => {
    const competition = forums.get(row.ForumId);
    if (competition === undefined || !row.FirstForumMessageId) return;
    const topic = {
      id: row.Id,
      competition,
      title: row.Title ?? "",
      votes: Number(row.Score) || 0,
      message: row.FirstForumMessageId.replace(/\.0$/, ""),
    };
    const topics = [...(best.get(competition) ?? []), topic];
    topics.sort((a, b) => b.votes - a.votes || Number(a.id) - Number(b.id));
    best.set(competition, topics.slice(0, topicsEach));
  });
  return new Map([...best.values()].flat().map((topic) => [topic.message, topic]));
}

async function eachRow(path: string, columns: readonly string[], use: (row: Row) => void): Promise<void> {
  if (!existsSync(path))
    throw new UserError("Meta Kaggle table not found", { file: path, hint: metaKaggleHint });
  const parser = parse({
    columns: true,
    bom: true,
    relax_column_count: true,
    relax_quotes: true,
    max_record_size: 50_000_000,
  });
  // Errors of the file end the parser, and with it the loop.
  pipeline(createReadStream(path), parser, () => undefined);
  let isFirst = true;
  try {
    for await (const row of parser as AsyncIterable<Row>) {
      if (isFirst) requireColumns(row, columns, path);
      isFirst = false;
      use(row);
    }
  } catch (cause) {
    if (cause instanceof UserError) throw cause;
    const isSystem = typeof (cause as NodeJS.ErrnoException).syscall === "string";
    if (isSystem) throw cannotRead("Meta Kaggle table", cause, path);
    throw new UserError(`Cannot parse the Meta Kaggle table: ${(cause as Error).message}`, {
      file: path,
      cause,
    });
  }
}

const metaKaggleHint = "Download it from https://www.kaggle.com/datasets/kaggle/meta-kaggle.";

function requireColumns(row: Row, columns: readonly string[], file: string): void {
  const missing = columns.find((name) => !(name in row));
  if (missing !== undefined)
    throw new UserError(`Missing column \`${missing}\``, { file, hint: metaKaggleHint });
}

const entities: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  "#39": "'",
  nbsp: " ",
};

/** The text of a post in HTML. */
function plainText(html: string): string {
  return html
    .replaceAll(/<(br|\/p|\/li|\/h\d|\/div)\b[^>]*>/gi, "\n")
    .replaceAll(/<[^>]*>/g, "")
    .replaceAll(/&(amp|lt|gt|quot|#39|nbsp);/g, (_all, name: string) => entities[name])
    .trim();
}
