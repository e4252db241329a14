// The audit for plagiarism as a process; scripts of about 20 kB.
import { join } from "node:path";
import { measure, script } from "../measure.mjs";
import { mlebench } from "./start.mjs";

const audit = ({ folder }, ...options) => {
  const [list, out, kernels] = ["submission.jsonl", "out", "kernels"].map((name) => join(folder, name));
  const args = ["plagiarism", "--submission", list, "--output-dir", out, "--kernels", kernels, "--json"];
  return { ...mlebench(...args, ...options), env: { XDG_CACHE_HOME: join(folder, "cache") } };
};

const plagiarism = (name, title, ...options) => ({
  name,
  title: `Comparing 40 files of an agent with SIZE notebooks, ${title}`,
  sizes: { full: 50, quick: 4 },
  workload: "plagiarism",
  limit: { wall: 10 },
  make: async ({ folder, size }) => {
    await measure(script("make-python.mjs", folder, size, 40));
  },
  ours: (context) => audit(context, ...options),
});

export const plagiarismCases = [
  plagiarism("plagiarism", "no tokens cached", "--no-cache"),
  plagiarism("plagiarism-cached", "tokens cached"),
];
