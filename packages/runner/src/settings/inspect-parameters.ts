/** Inspect's parameters that a run has too, with what differs. Keys are names of settings or aliases, as files have them. */
interface InspectParameters {
  /** Of the tasks mle_bench, mle_bench_full, and mle_bench_lite of inspect_evals 0.28: `-T NAME=VALUE`. */
  task: Readonly<Record<string, string>>;
  /** Of `inspect eval` 0.3.285. */
  runner: Readonly<Record<string, string>>;
}

/** From this the table of INSPECT.md is written. */
export const inspectParameters: InspectParameters = {
  task: {
    split:
      "A name with or without `.txt`, or a path; several are allowed. Nothing runs by default: `--split mle_bench` is spaceship-titanic",
    solver: "`react` is a bundled agent; any other agent works too",
    max_messages: "30 for react",
    scorer: "A competition package brings its own grader, so that there is one scorer: it turns on `--grade`",
    docker_image_name: "Build it with `--build`, `env build`, or `agents build`",
    force_rebuild: "",
    data_dir: "With `--prepare`, missing data is prepared there",
    cpu_override: "No limit by default; 1 in Inspect",
    mem_override: "A plain number is GB under this name; `--memory 16g` otherwise",
    gpu_driver: "",
    gpu_count: "`-1` for all. `--gpus 0,1` selects devices",
    compose_overrides:
      "Keys of docker-py, which most keys of a Compose service are: `mem_limit`, `shm_size`, `environment`",
    skip_tos_check: "",
    sandbox_type: "`docker`, `process`, or a backend package",
    sandbox_config:
      "A module that exports `sandboxConfig(backend, competition)`; it returns limits and container options",
  },
  runner: {
    model: "",
    model_base_url: "",
    sandbox: "",
    limit: "",
    sample_shuffle: "A seed gives the order that Inspect gives",
    epochs: "A run per seed; `aggregate` averages them",
    max_connections: "",
    max_samples: "",
    max_sandboxes: "",
    message_limit: "",
    turn_limit: "",
    token_limit: "",
    cost_limit: "",
    time_limit: "",
    working_limit: "",
    temperature: "",
    top_p: "",
    max_tokens: "",
    reasoning_effort: "",
    fail_on_error:
      "Off by default, on in Inspect. Runs that already work go on to their end; Inspect cancels them",
    retry_on_error: "",
    log_dir: "",
    log_format: "",
  },
};
