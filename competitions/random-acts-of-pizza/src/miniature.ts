import { formatPythonJson, type PythonJson, type PythonJsonObject } from "@mlebench/formats/python-json";
import { trainTestSplitIndices } from "@mlebench/sampling";
import { defineMiniature } from "@mlebench/synthetic";

/** Kaggle's test set has two requests for every five of the training set. */
const testShare = 0.4;

/** What Kaggle left in the test set: what could be known when the request was posted. */
const testFields = [
  "giver_username_if_known",
  "request_id",
  "request_text_edit_aware",
  "request_title",
  "requester_account_age_in_days_at_request",
  "requester_days_since_first_post_on_raop_at_request",
  "requester_number_of_comments_at_request",
  "requester_number_of_comments_in_raop_at_request",
  "requester_number_of_posts_at_request",
  "requester_number_of_posts_on_raop_at_request",
  "requester_number_of_subreddits_at_request",
  "requester_subreddits_at_request",
  "requester_upvotes_minus_downvotes_at_request",
  "requester_upvotes_plus_downvotes_at_request",
  "requester_username",
  "unix_timestamp_of_request",
  "unix_timestamp_of_request_utc",
];
const places = ["Chicago, IL", "Montréal", "Leeds (UK)", "München", "Austin", "東京"];
const reasons = [
  "my paycheck was late",
  "we moved and the fridge is empty",
  "it's my daughter's birthday \u{1f382}",
  'finals week &amp; no money, my roommate said "just ask"',
  "i lost a bet",
];
const subreddits = ["AskReddit", "Random_Acts_Of_Pizza", "funny", "pics", "WTF", "aww", "leagueoflegends"];

/** Requests with Kaggle's fields: integers and fractions, text with line breaks, quotes and emoji, lists and nulls. */
export const writeMiniature = defineMiniature(async ({ raw, random, pick, chance, size }) => {
  const count = (below: number): bigint => BigInt(Math.floor(random.random() ** 3 * below));
  const days = (most: number): number =>
    chance(0.2) ? 0 : Math.round(random.random() * most * 86400) / 86400;
  const name = (): string =>
    `${pick(["Pizza", "xX", "the_", "Dr"])}${pick(["Cat", "fan", "Joe", "-o-"])}${count(9999)}`;

  const request = (i: number, received: boolean): PythonJsonObject => {
    const age = days(1500);
    const since = days(800);
    const time = 1297700000 + Math.floor(random.random() * 83000000);
    const text = chance(0.04)
      ? ""
      : `Hi! I'm in ${pick(places)} and ${pick(reasons)}.\n\nThanks, RAOP${pick(["", "!", " \u2665"])}`;
    const edited = received && chance(0.3);
    const visited = subreddits.filter(() => chance(0.3));
    const minus = count(4000);
    const plus = minus + count(9000);
    return new Map<string, PythonJson>([
      ["giver_username_if_known", received && chance(0.4) ? name() : "N/A"],
      ["number_of_downvotes_of_request_at_retrieval", count(20)],
      ["number_of_upvotes_of_request_at_retrieval", count(60)],
      ["post_was_edited", edited ? time + 7200 : false],
      ["request_id", `t3_${(5_000_000 + i * 137 + Math.floor(random.random() * 137)).toString(36)}`],
      ["request_number_of_comments_at_retrieval", count(60)],
      ["request_text", edited ? `${text}\n\nEDIT: got one, thanks \u{1f355}` : text],
      ["request_text_edit_aware", text],
      ["request_title", `[Request] ${pick(places)}\t"${pick(["Hungry", "Broke", "Long shot"])}"`],
      ["requester_account_age_in_days_at_request", age],
      ["requester_account_age_in_days_at_retrieval", age + since],
      ["requester_days_since_first_post_on_raop_at_request", chance(0.8) ? 0 : days(200)],
      ["requester_days_since_first_post_on_raop_at_retrieval", since],
      ["requester_number_of_comments_at_request", count(900)],
      ["requester_number_of_comments_at_retrieval", count(1900)],
      ["requester_number_of_comments_in_raop_at_request", count(9)],
      ["requester_number_of_comments_in_raop_at_retrieval", count(19)],
      ["requester_number_of_posts_at_request", count(90)],
      ["requester_number_of_posts_at_retrieval", count(190)],
      ["requester_number_of_posts_on_raop_at_request", count(3)],
      ["requester_number_of_posts_on_raop_at_retrieval", count(6)],
      ["requester_number_of_subreddits_at_request", BigInt(visited.length)],
      ["requester_received_pizza", received],
      ["requester_subreddits_at_request", visited],
      ["requester_upvotes_minus_downvotes_at_request", chance(0.05) ? -minus : minus],
      ["requester_upvotes_minus_downvotes_at_retrieval", minus + count(99)],
      ["requester_upvotes_plus_downvotes_at_request", plus],
      ["requester_upvotes_plus_downvotes_at_retrieval", plus + count(99)],
      ["requester_user_flair", received ? pick(["shroom", "shroom", "PIF"]) : null],
      ["requester_username", name()],
      ["unix_timestamp_of_request", time],
      ["unix_timestamp_of_request_utc", time - pick([0, 3600])],
    ]);
  };

  const testCount = Math.ceil(size * testShare);
  // Which requests become the prepared test set depends on the sizes alone; it gets both outcomes, as a curve needs.
  const { test } = trainTestSplitIndices(size, { testSize: testCount / (size + testCount), randomState: 0 });
  const train = Array.from({ length: size }, (_, i) =>
    request(i, i === test[0] || (i !== test[1] && chance(0.25))),
  );
  const kaggleTest = Array.from({ length: testCount }, (_, i) => {
    const whole = request(size + i, chance(0.25));
    return new Map(testFields.map((field) => [field, whole.get(field) ?? null]));
  });
  await raw.file("train.json", formatPythonJson(train, { indent: 2 }));
  await raw.file("test.json", formatPythonJson(kaggleTest, { indent: 2 }));
});
