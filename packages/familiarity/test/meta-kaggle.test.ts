import { afterEach, expect, test } from "vitest";
import { readMetaKaggle } from "../src/index.js";
import { directoryWith, removeDirectories } from "./harness-files.js";

afterEach(removeDirectories);

const competitions =
  "Id,Slug,ForumId,DeadlineDate\n1,spaceship-titanic,10,07/20/2023 23:59:00\n2,other,20,01/01/2020 00:00:00\n";

test("deadlines and the first posts of the most popular topics come from the tables", async () => {
  const topics = Array.from(
    { length: 7 },
    (_, i) => `${i},10,${i === 3 ? 9 : i},Topic ${i},${100 + i}.0`,
  ).join("\n");
  const directory = directoryWith({
    "Competitions.csv": competitions,
    "ForumTopics.csv": `Id,ForumId,Score,Title,FirstForumMessageId\n${topics}\n9,20,99,Other,200\n`,
    "ForumMessages.csv": [
      "Id,Message,RawMarkdown",
      '106,"<p>Hello &amp; <b>welcome</b></p><p>""Line"" 2</p>",',
      "105,ignored,Markdown text",
      "103,<p> </p>,",
      "100,least votes,x",
      "200,other competition,x",
    ].join("\n"),
  });
  const { deadlines, discussions } = await readMetaKaggle(directory, new Set(["spaceship-titanic"]));
  expect([...deadlines]).toEqual([["spaceship-titanic", "07/20/2023 23:59:00"]]);
  expect(discussions.map(({ competition, name, text }) => [competition, name, text])).toEqual([
    ["spaceship-titanic", "topic-5.txt", "Topic 5\n\nMarkdown text"],
    ["spaceship-titanic", "topic-6.txt", 'Topic 6\n\nHello & welcome\n"Line" 2'],
  ]);
});

test("a table that is missing, or another one, is an error; forums are optional", async () => {
  const ids = new Set(["other"]);
  expect(
    (await readMetaKaggle(directoryWith({ "Competitions.csv": competitions }), ids)).discussions,
  ).toEqual([]);
  await expect(readMetaKaggle(directoryWith({}), ids)).rejects.toThrow("Meta Kaggle table not found");
  await expect(readMetaKaggle(directoryWith({ "Competitions.csv": "a,b\n1,2\n" }), ids)).rejects.toThrow(
    "Missing column `Slug`",
  );
});
