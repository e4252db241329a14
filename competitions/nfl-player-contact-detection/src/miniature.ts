import { defineMiniature } from "@mlebench/synthetic";
import { tinyMp4 } from "@mlebench/synthetic/media";
import { formatFloat } from "@mlebench/table";

type Row = (string | number)[];

const columns = {
  labels: ["contact_id", "game_play", "datetime", "step", "nfl_player_id_1", "nfl_player_id_2", "contact"],
  baseline_helmets: [
    ...["game_play", "game_key", "play_id", "view", "video", "frame"],
    ...["nfl_player_id", "player_label", "left", "width", "top", "height"],
  ],
  player_tracking: [
    ...["game_play", "game_key", "play_id", "nfl_player_id", "datetime", "step", "team", "position"],
    ...["jersey_number", "x_position", "y_position", "speed", "distance", "direction", "orientation"],
    ...["acceleration", "sa"],
  ],
  video_metadata: ["game_play", "game_key", "play_id", "view", "start_time", "end_time", "snap_time"],
};
const positions = ["WR", "CB", "DE", "FS", "ILB", "T", "QB"];

/** The table that the miniature gives to each name. */
type Tables = Record<keyof typeof columns, Row[]>;

/**
 * Plays with three players where the real ones have 22, so with 6 labels a step instead of 253. Tracking begins before
 * the first labeled step and has blank cells; some decimals are so long that pandas' default parser only approximates
 * them; one play has videos and tracking but no labels.
 */
export const writeMiniature = defineMiniature(async (tools) => {
  const { raw, size, below, chance, decimal, pick } = tools;
  const tables: Tables = { labels: [], baseline_helmets: [], player_tracking: [], video_metadata: [] };
  const time = (start: number, step: number): string => new Date(start + 100 * step).toISOString();
  const measure = (high: number): string => {
    if (chance(0.02)) return "";
    const value = decimal(-1, high, 2);
    return formatFloat(chance(0.1) ? value / 3 : value);
  };

  const addPlay = async (steps: number, labeled: boolean): Promise<void> => {
    const [game, number] = [58168 + below(2000), 1 + below(4999)];
    const play = `${game}_${String(number).padStart(6, "0")}`;
    if (tables.video_metadata.some(([name]) => name === play)) return addPlay(steps, labeled);
    const snap = Date.UTC(2020, 8, 10) + 100 * below(30_000_000);
    const players = Array.from({ length: 3 }, (_, i) => 30_000 + 9_000 * i + below(9_000));
    const head = [play, game, number];
    for (const view of ["Endzone", "Sideline"]) {
      const times = [time(snap, -50), time(snap, 60), time(snap, 0)];
      tables.video_metadata.push([...head, view, ...times]);
      for (const player of players) {
        const box = [below(1280), 10 + below(30), below(720), 10 + below(30)];
        const label = `${pick(["H", "V"])}${String(below(100)).padStart(2, "0")}`;
        tables.baseline_helmets.push([...head, view, `${play}_${view}.mp4`, 290, player, label, ...box]);
      }
    }
    for (let step = -1; step < steps; step++) {
      for (const player of players) {
        const who = [pick(["home", "away"]), pick(positions), 1 + below(99)];
        const movement = [120, 53, 9, 1, 360, 360, 5, 4].map(measure);
        tables.player_tracking.push([...head, player, time(snap, step), step, ...who, ...movement]);
      }
    }
    const pairs = players.flatMap((player, i) =>
      [...players.slice(i + 1), "G"].map((other) => [player, other]),
    );
    for (let step = 0; labeled && step < steps; step++) {
      pairs.forEach(([player, other], i) => {
        // The first pair is in contact at first, so that no play is without.
        const contact = Number((step === 0 && i === 0) || chance(0.1));
        const id = `${play}_${step}_${player}_${other}`;
        tables.labels.push([id, play, time(snap, step), step, player, other, contact]);
      });
    }
    for (const view of ["All29", "Endzone", "Sideline"])
      await raw.file(`train/${play}_${view}.mp4`, tinyMp4([below(256), below(256)]));
  };

  const plays = Math.max(2, Math.round(size / 18));
  for (let play = 0; play < plays; play++) await addPlay(1 + below(5), true);
  await addPlay(2, false);
  for (const [name, rows] of Object.entries(tables))
    await raw.csv(`train_${name}.csv`, columns[name as keyof Tables], rows);
  const sample = tables.labels.slice(0, 6).map(([id]) => [id, 0]);
  await raw.csv("sample_submission.csv", ["contact_id", "contact"], sample);
});
