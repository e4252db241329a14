import { UsageError, UserError } from "@mlebench/core";
import type { ServerLimits } from "@mlebench/grading-server";
import { readSettings, withDefaults } from "../settings/settings-table.js";
import type { GivenSettings, SettingInputs, SettingTable, SettingValues } from "../settings/vocabulary.js";
import type {
  AfterRuns,
  Backend,
  CleanFilter,
  MachineCommands,
  RunHandle,
  RunPlan,
  RunSpecification,
} from "./backend.js";
import type { BackendImages } from "./images.js";
import type { BackendManifests } from "./manifests.js";

/** What a backend is opened with. */
export interface BackendContext<Table extends SettingTable> {
  settings: SettingValues<Table>;
  /** Directory of run groups; `clean` looks for what killed runs left there. */
  runsDirectory?: string;
}

/** What a backend consists of. Functions get what {@link BackendDefinition.connect} made, once per opened backend. */
export interface BackendDefinition<Table extends SettingTable, Session> {
  /** As in `--backend ID` and in `mlebench.backend` of package.json. */
  id: string;
  /** Settings of the backend itself; those of runs are in {@link RunSpecification.settings}. */
  settings: Table;
  /** What a user must know before a run, such as missing isolation. */
  warning?: string;
  /** Whether the backend has a queue; see {@link Backend.schedules}. */
  schedules?: boolean;
  /** Makes what the functions share: a client, caches. It contacts nothing yet. */
  connect: (context: BackendContext<Table>) => Session;
  /** Versions and policy for `metadata.json`. */
  describe?: (session: Session) => Promise<Readonly<Record<string, unknown>>>;
  /** @throws UserError when it cannot work: no permission, image missing */
  check: (plan: RunPlan, session: Session) => Promise<void>;
  create: (run: RunSpecification, session: Session) => Promise<RunHandle>;
  find: (run: RunSpecification, session: Session) => Promise<RunHandle | undefined>;
  clean: (filter: CleanFilter, session: Session) => Promise<string[]>;
  /** For a backend that executes a command after the runs of a group. */
  afterRuns?: (session: Session) => AfterRuns;
  /** For a backend with machines that execute other commands too. */
  commands?: (session: Session) => MachineCommands;
  /** For a backend that has images. */
  images?: (session: Session) => BackendImages;
  /** For a backend that only describes runs. */
  manifests?: (session: Session) => BackendManifests;
}

/** A backend that can be opened: what a backend package exports as `backend`. */
export interface BackendPlugin {
  readonly id: string;
  readonly settings: SettingTable;
  readonly warning?: string;
  /**
   * Opens the backend.
   * @param inputs values of its settings, as a person writes them
   * @throws UsageError for an unknown setting or a wrong value
   */
  open(inputs?: Readonly<Record<string, unknown>>, context?: { runsDirectory?: string }): Backend;
}

/** A plugin with sessions that can also be created by code. */
export interface DefinedBackend<Table extends SettingTable, Session> extends BackendPlugin {
  readonly settings: Table;
  open(inputs?: SettingInputs<Table>, context?: { runsDirectory?: string }): Backend;
  /** The backend over a session that was made otherwise than by `connect`. */
  openWith(session: Session): Backend;
}

/**
 * Defines a backend. A package that exports it as `backend`, and has `"mlebench": { "backend": "ID" }` in its
 * package.json, is found by `--backend ID` in every project that depends on it.
 */
export function defineBackend<const Table extends SettingTable, Session>(
  definition: BackendDefinition<Table, Session>,
): DefinedBackend<Table, Session> {
  const { id, settings, warning, schedules, connect, describe, afterRuns, commands, images, manifests } =
    definition;
  const openWith = (session: Session): Backend => ({
    id,
    ...(warning !== undefined && { warning }),
    ...(schedules !== undefined && { schedules }),
    ...(describe !== undefined && { describe: () => describe(session) }),
    ...(afterRuns !== undefined && { afterRuns: afterRuns(session) }),
    ...(commands !== undefined && { commands: commands(session) }),
    ...(images !== undefined && { images: images(session) }),
    ...(manifests !== undefined && { manifests: manifests(session) }),
    check: (plan) => definition.check(plan, session),
    create: (run) => definition.create(run, session),
    find: (run) => definition.find(run, session),
    clean: (filter) => definition.clean(filter, session),
  });
  return {
    id,
    settings,
    ...(warning !== undefined && { warning }),
    openWith,
    open(inputs = {}, { runsDirectory } = {}) {
      const given = readInputs(settings, inputs, id);
      return openWith(
        connect({
          settings: withDefaults(settings, given),
          ...(runsDirectory !== undefined && { runsDirectory }),
        }),
      );
    },
  };
}

/** @throws UsageError for an unknown setting or a wrong value */
function readInputs<Table extends SettingTable>(
  settings: Table,
  inputs: SettingInputs<Table>,
  id: string,
): GivenSettings<Table> {
  try {
    return readSettings(settings, inputs, { owner: `backend \`${id}\`` });
  } catch (error) {
    throw error instanceof UserError ? new UsageError(error.headline, error.details) : error;
  }
}

/** What an agent may request from a grading server, for `validationsPerMinute` of {@link graderSettings}. */
export function validationLimits(perMinute: number | undefined): Partial<ServerLimits> {
  return perMinute === undefined ? {} : { rateRequests: perMinute, rateSeconds: 60 };
}
