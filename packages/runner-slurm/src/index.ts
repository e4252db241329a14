export type { SlurmPace } from "./session.js";
export { backend, createSlurmBackend } from "./slurm-backend.js";
