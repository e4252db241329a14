/** An agent as its configuration file describes it. Secrets are still names here, never values. */
export interface Agent {
  /** As in `aide/dev`: one folder may define several. */
  id: string;
  /** The folder's name; the reference's name for the image, too. */
  name: string;
  /** Absolute path of the folder: the build context of the image. */
  directory: string;
  /** Absolute path of config.yaml. */
  configuration: string;
  /** Absolute path of the start script. In the container it is always /home/agent/start.sh. */
  start: string;
  /** Absolute path of the Dockerfile. */
  dockerfile: string;
  /** Arguments of the start script in the file's order, spelt as Python spells the values: `True`, `None`, `1e-05`. */
  kwargs: Record<string, string>;
  /** How the arguments are written: `--key value`, or `key=value`. Undefined: they are not handed over. */
  kwargsType: "argparse" | "omegaconf" | undefined;
  /** Environment variables, spelt likewise. */
  environment: Record<string, string>;
  privileged: boolean;
  /** Content of additional_notes.txt, if the folder has one. */
  notes: string | undefined;
  /** What of the configuration has no effect; a sentence each. */
  warnings: readonly string[];
}
