/** Where things are inside an agent's container; the paths are the reference's. */
export const containerPaths = {
  home: "/home",
  /** Public data and description.md, read-only. */
  data: "/home/data",
  submission: "/home/submission",
  logs: "/home/logs",
  code: "/home/code",
  agent: "/home/agent",
  instructions: "/home/instructions.txt",
  obfuscatedInstructions: "/home/instructions_obfuscated.txt",
  validateSubmission: "/home/validate_submission.sh",
} as const;

/** The unprivileged user that the agent runs as. */
export const containerUser = "nonroot";

/** The tag that agents' Dockerfiles start from. */
export const environmentImage = "mlebench-env";

/** Where the grading server answers inside an agent's container. */
export const validationServer = "http://localhost:5000";

/** What an agent may read from its environment, in every backend. */
export const environmentVariables = {
  competition: "COMPETITION_ID",
  /** Which repetition this is, from 0: a seed for the agent's own random choices. */
  seed: "SEED",
  /** Time limit of the agent in full seconds. */
  timeLimit: "TIME_LIMIT_SECS",
  /** One line about processors, memory and GPUs. */
  hardware: "HARDWARE",
} as const;

/** The places that an agent may read from its environment, in every backend, as they are in a container. */
export const placeVariables = {
  DATA_DIR: containerPaths.data,
  SUBMISSION_DIR: containerPaths.submission,
  LOGS_DIR: containerPaths.logs,
  CODE_DIR: containerPaths.code,
  AGENT_DIR: containerPaths.agent,
  INSTRUCTIONS: containerPaths.instructions,
  VALIDATE_SUBMISSION: containerPaths.validateSubmission,
  VALIDATION_SERVER: validationServer,
} as const;
