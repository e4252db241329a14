import { definePrepare } from "@mlebench/folders";
import { trainTestSplit } from "@mlebench/sampling";
import { requireDisjoint, type Table, uniqueStrings } from "@mlebench/table";

const views = ["All29", "Endzone", "Sideline"];

export const prepare = definePrepare(async ({ raw, pub, priv }) => {
  const read = (name: string): Table => raw.csv(name, { floatParser: "default" });
  const labels = read("train_labels.csv");
  const plays = trainTestSplit(uniqueStrings(labels, "game_play"), { testSize: 0.1, randomState: 0 });
  const [inTrain, inTest] = [plays.train, plays.test].map((names) => new Set(names));
  const train = labels.whereIn("game_play", inTrain);
  const test = labels.whereIn("game_play", inTest);
  requireDisjoint(train, test, "contact_id");
  pub.csv("train_labels.csv", train);
  pub.csv("sample_submission.csv", test.select("contact_id").assign({ contact: 0 }));
  priv.csv("test.csv", test);

  for (const name of ["baseline_helmets", "player_tracking", "video_metadata"]) {
    const table = read(`train_${name}.csv`);
    pub.csv(`train_${name}.csv`, table.whereIn("game_play", inTrain));
    pub.csv(`test_${name}.csv`, table.whereIn("game_play", inTest));
  }
  for (const [folder, names] of Object.entries(plays)) {
    const videos = names.flatMap((play) => views.map((view) => `${play}_${view}.mp4`));
    await pub.files(
      raw,
      videos.map((video) => [`train/${video}`, `${folder}/${video}`]),
    );
  }
});
