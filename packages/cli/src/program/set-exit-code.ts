/** Receives the exit code of the command that ran. */
export type SetExitCode = (exitCode: number) => void;
