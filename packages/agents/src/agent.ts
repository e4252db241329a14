/** An agent as its configuration file describes it. Secrets are still names here, never values. */
export interface Agent {
  /** Such as `aide/dev`: one directory may define several agents. */
  id: string;
  /** Name of the directory, and, as in the Python reference, of the image. */
  name: string;
  /** Absolute path of the directory: the build context of the image. */
  directory: string;
  /** Absolute path of config.yaml. */
  configuration: string;
  /** Absolute path of the start script. In the container it is always /home/agent/start.sh. */
  start: string;
  /** Absolute path of the Dockerfile. */
  dockerfile: string;
  /** Arguments of the start script in the order of the file, with values as Python writes them: `True`, `None`, `1e-05`. */
  kwargs: Record<string, string>;
  /** How arguments are passed: `--key value`, or `key=value`. Undefined: they are not passed. */
  kwargsType: "argparse" | "omegaconf" | undefined;
  /** Environment variables, with values as Python writes them. */
  environment: Record<string, string>;
  privileged: boolean;
  /** Content of additional_notes.txt, if there is one. */
  notes: string | undefined;
  /** Settings of the configuration that have no effect, one sentence each. */
  warnings: readonly string[];
}
