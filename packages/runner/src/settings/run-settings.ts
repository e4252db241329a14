import {
  amount,
  bytes,
  choice,
  count,
  duration,
  flag,
  list,
  map,
  object,
  onOrNumber,
  path,
  type SettingInputs,
  type SettingTable,
  type SettingValues,
  section,
  settings,
  text,
} from "./vocabulary.js";

/** Which competitions a command is about. */
export const selectionSettings = section("Competitions", {
  competitionId: list({
    short: "c",
    placeholder: "id",
    mayBePath: true,
    together: "competitions",
    about: "Competition IDs or paths to competition packages",
  }),
  all: flag({ short: "a", together: "competitions", about: "Every competition" }),
  lite: flag({ together: "competitions", about: "MLE-bench Lite: the competitions of low complexity" }),
  list: text({
    short: "l",
    placeholder: "file",
    mayBePath: true,
    together: "competitions",
    about: "Text file with one competition ID per line, or a split name",
  }),
  split: list({
    placeholder: "name",
    mayBePath: true,
    together: "competitions",
    about:
      "Competitions of splits: names, files with IDs, or mle_bench, mle_bench_lite, and mle_bench_full as in inspect_evals",
  }),
});

/** Which data a command works on. */
export const dataSettings = section("Competitions", {
  dataDir: path({
    placeholder: "dir",
    about: "Data directory",
    defaultText: "$MLEBENCH_DATA_DIR, else the user cache directory",
    resumable: true,
  }),
  mini: flag({ about: "Use miniatures (small synthetic datasets) instead of real data", resumable: true }),
});

/** Which agent runs on which competitions, and where. A run group records what they came to, not the words. */
export const runChoices = settings({
  ...section("Agent", {
    agentId: text({
      placeholder: "id",
      about: "Agent ID; see `agents list`",
      aliases: ["solver"],
      together: "agent",
      resumable: true,
    }),
    agentDir: path({
      placeholder: "dir",
      about: "Agent directory with config.yaml, Dockerfile, and start script",
      together: "agent",
      resumable: true,
    }),
    plexeConfig: path({ about: "Plexe's own configuration file, mle-bench-config.yaml" }),
    build: flag({ about: "Build the agent's image first if it is missing or outdated" }),
    rebuild: flag({ about: "Build the agent's image first, without a cache", aliases: ["forceRebuild"] }),
  }),
  ...selectionSettings,
  ...section("Competitions", {
    competitionSet: text({
      placeholder: "file",
      mayBePath: true,
      together: "competitions",
      about: "Same as --list, under its name in the Python reference",
    }),
    skipRulesCheck: flag({
      about: "With --prepare, do not ask Kaggle first whether the rules are accepted",
      resumable: true,
      aliases: ["skipTosCheck"],
    }),
    sampleShuffle: onOrNumber({
      integer: true,
      placeholder: "seed",
      about: "Shuffle the competitions; a seed gives the same order as Python's random",
    }),
    limit: text({ placeholder: "number", about: "Only the first competitions, or a range such as 10-20" }),
  }),
  ...dataSettings,
  ...section("Run group", {
    runDir: path({ placeholder: "dir", default: "runs", about: "Directory of run groups", resumable: true }),
    grade: flag({
      about: "Grade the run group at the end; failed runs still set the exit code",
      resumable: true,
    }),
    logDir: path({
      placeholder: "dir",
      about: "Directory for a log of the run group that `inspect view` shows, also while it runs",
      resumable: true,
    }),
    logFormat: choice({
      values: ["eval", "json"],
      placeholder: "format",
      about: "Format of that log",
      defaultText: "eval",
      resumable: true,
    }),
    scorer: choice({
      values: ["mle_bench_scorer"],
      placeholder: "name",
      about: "Same as --grade: a competition brings its own grader",
    }),
    backend: text({
      placeholder: "id",
      mayBePath: true,
      about: "Run backend: ID, or path of a backend package",
      aliases: ["sandboxType", "sandbox"],
      resumable: true,
    }),
    backendOptions: map({
      about: "Settings of the backend; each is an option of its own too, if no other has its name",
      resumable: true,
    }),
    sandboxConfig: path({
      placeholder: "module",
      about: "Module that exports `sandboxConfig(backend, competition)`: limits and container options of one",
    }),
  }),
});

/** Settings that only agents in code follow. */
function hostedOnly<const Table extends SettingTable>(table: Table): Table {
  return Object.fromEntries(
    Object.entries(table).map(([name, setting]) => [name, { ...setting, hostedOnly: true }]),
  ) as unknown as Table;
}

/** How a run group runs. `state.json` keeps these for resuming, `metadata.json` shows them without secrets. */
export const runSettings = settings({
  ...section("Agent", {
    kwargs: map({ about: "Arguments for the agent, added to those in its config.yaml", secret: true }),
    envVars: map({
      about: "Environment variables for the agent; write secrets as in config.yaml, by name",
      secret: true,
    }),
    image: text({
      placeholder: "image",
      about: "Image to run as it is, even if the agent's directory has changed",
      aliases: ["dockerImageName"],
      defaultText: "the agent's name",
    }),
  }),
  ...hostedOnly(
    section("Agents in code", {
      model: text({
        placeholder: "provider/model",
        about: "Model for an agent in code, such as openai/gpt-4o",
        defaultText: "$MLEBENCH_MODEL, else $INSPECT_EVAL_MODEL",
      }),
      baseUrl: text({
        placeholder: "url",
        about: "Address of the model's server",
        defaultText: "$INSPECT_EVAL_MODEL_BASE_URL",
        aliases: ["modelBaseUrl"],
      }),
      temperature: amount({ mayBeZero: true, about: "Sampling temperature", defaultText: "the model's own" }),
      topP: amount({ about: "Nucleus sampling", defaultText: "the model's own" }),
      maxTokens: count({ min: 1, about: "Tokens per answer", defaultText: "the model's own" }),
      reasoningEffort: choice({
        values: ["low", "medium", "high"],
        placeholder: "effort",
        about: "Reasoning effort",
        defaultText: "the model's own",
      }),
      contextWindow: count({
        min: 1000,
        about: "Tokens that the model takes; earlier messages are shortened before",
        defaultText: "what is known of the model",
      }),
      maxConnections: count({
        min: 1,
        default: 10,
        about: "Model calls at a time, over all runs",
        resumable: true,
      }),
      toolTimeout: duration({ about: "Time limit per command", defaultText: "the time left, at most 9h" }),
      useTime: flag({ about: "Ask an agent that ends early to go on while time is left" }),
    }),
  ),
  ...section("Competitions", {
    prepare: flag({
      about: "Download and prepare data that is missing, while runs of other competitions work",
      resumable: true,
    }),
    obfuscated: flag({ about: "Give agents the obfuscated descriptions" }),
    descriptions: choice({
      values: ["builtin", "reference"],
      default: "builtin",
      placeholder: "source",
      about: "Description to use: built-in, or imported with `import-reference`",
      resumable: true,
    }),
  }),
  ...section("Run group", {
    nSeeds: count({ min: 1, default: 1, about: "Runs per competition", aliases: ["epochs"] }),
    nWorkers: count({
      min: 1,
      default: 1,
      about: "Number of runs in parallel",
      resumable: true,
      aliases: ["maxSamples", "maxSandboxes"],
    }),
    failOnError: onOrNumber({
      about:
        "Start no further runs after a failed one, after so many (3), or after such a share of all (0.1)",
      resumable: true,
    }),
    retryOnError: count({
      default: 0,
      about: "Times to start a failed run again, as a new attempt",
      resumable: true,
    }),
    keepSubmissions: count({
      default: 0,
      about: "Distinct submissions to keep per run, for scores over time",
    }),
  }),
  ...section("Limits", {
    timeout: duration({ default: "24h", about: "Time limit per run", aliases: ["timeLimit"] }),
    grace: duration({ default: "30s", mayBeZero: true, about: "Grace period between SIGTERM and SIGKILL" }),
    maxMessages: count({
      about: "Messages per run of an agent in code, of all roles; 0 for no limit",
      defaultText: "30 for react",
      hostedOnly: true,
      aliases: ["messageLimit"],
    }),
    maxTurns: count({ min: 1, hostedOnly: true, about: "Model calls per run", aliases: ["turnLimit"] }),
    workingLimit: duration({
      hostedOnly: true,
      about: "Time limit per run without waiting for the model's rate limits",
    }),
    tokenLimit: count({ min: 1, hostedOnly: true, about: "Tokens per run" }),
    costLimit: amount({
      placeholder: "dollars",
      hostedOnly: true,
      about: "Cost of model calls per run, in US dollars",
    }),
    cpus: amount({ about: "CPU cores per run, exclusive unless --share-cpus", aliases: ["cpuOverride"] }),
    memory: bytes({
      perCompetition: true,
      about: "Memory limit per run",
      aliases: ["mem", { name: "memOverride", unit: "g" }],
    }),
    shmSize: bytes({ perCompetition: true, about: "Shared memory per run" }),
    disk: bytes({ perCompetition: true, about: "Disk limit per run" }),
    pids: count({ min: 1, perCompetition: true, about: "Process limit per run" }),
  }),
  ...section("Hardware", {
    gpus: list({
      separator: ",",
      placeholder: "device",
      about: "GPUs to use, by index or UUID",
      defaultText: "all",
    }),
    gpusPerRun: count({
      min: -1,
      about: "GPUs per run, exclusive unless --share-gpus; -1 for all",
      aliases: ["gpuCount"],
    }),
    gpuDriver: text({ perCompetition: true, about: "Driver that provides GPUs to containers" }),
    shareCpus: flag({ about: "Let parallel runs use the same CPU cores" }),
    shareGpus: flag({ about: "Let parallel runs use the same GPUs" }),
  }),
  ...section("Containers", {
    network: text({
      default: "bridge",
      perCompetition: true,
      about: "`bridge`, `none`, `internal`, `host`, or the name of a network",
    }),
    runtime: text({ perCompetition: true, about: "Container runtime, such as sysbox-runc" }),
    containerConfig: object({
      example: '{"mem_limit": "16g", "shm_size": "4G", "nano_cpus": 4e9}',
      about: "JSON file with container options; command-line options take precedence",
      perCompetition: true,
      aliases: ["composeOverrides"],
    }),
    retain: flag({ about: "Keep containers after their runs" }),
  }),
});

/** Settings of the grading server that a backend starts beside an agent. */
export const graderSettings = settings({
  ...section("Containers", {
    graderBase: text({
      placeholder: "image",
      about: "Base image of the grading server",
      defaultText: "node:20-bookworm-slim",
      resumable: true,
    }),
    graderNode: choice({
      values: ["image", "host"],
      placeholder: "source",
      about: "Node.js for the grading server: from the base image or from this host",
      resumable: true,
    }),
    validationsPerMinute: count({
      min: 1,
      about: "Validations that an agent may request in 60 seconds",
      defaultText: "10",
      resumable: true,
    }),
  }),
});

/** Everything that a configuration file of a run may hold. */
export const runConfig = settings({ ...runChoices, ...runSettings, ...graderSettings });

export type RunSettings = SettingValues<typeof runSettings>;
/** Settings of a run as one may write them: `{ timeout: "10m", nSeeds: 3 }`. */
export type RunSettingInputs = SettingInputs<typeof runSettings>;
