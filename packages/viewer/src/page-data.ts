import type { RunStatus } from "@mlebench/runner";
import type { Address, RunAddress } from "./address.js";
import type { ChangedFile, DiffLine } from "./read/changes.js";
import type { RunRow } from "./read/groups.js";
import type { RunFiles } from "./read/live.js";
import type { TextPart } from "./read/text-part.js";
import type { NodeRow } from "./read/transcripts.js";

/** Everything that a page shows, as JSON. Texts can be shown as they are; names in addresses are raw. */
export interface PageData {
  readonly to: Address;
  readonly title: string;
  /** When it was read, in milliseconds since 1970. */
  readonly now: number;
  /** Changes whenever what the page shows does. */
  readonly version: string;
  /** Whether something of it may still change. */
  readonly isLive: boolean;
  readonly trail: readonly PageLink[];
  readonly body: PageBody;
}

export interface PageLink {
  readonly to: Address;
  readonly text: string;
}

/** One part of a long list. */
export interface Paging {
  readonly from: number;
  readonly count: number;
  readonly total: number;
}

export type PageBody =
  | GroupsBody
  | RunsBody
  | { readonly kind: "missing"; readonly message: string }
  | (RunBodies & { readonly run: RunHead });

export interface GroupsBody {
  readonly kind: "groups";
  readonly directory: string;
  readonly groups: readonly (PageLink & {
    readonly agent: string | null;
    readonly createdAt: number | null;
    readonly finishedAt: number | null;
    readonly counts: Readonly<Partial<Record<RunStatus, number>>>;
    readonly runs: number;
    readonly cost: number | null;
    readonly problem: string | null;
  })[];
  readonly paging: Paging;
}

export interface RunsBody {
  readonly kind: "runs";
  readonly group: string;
  readonly agent: string | null;
  readonly createdAt: number | null;
  readonly finishedAt: number | null;
  readonly counts: Readonly<Partial<Record<RunStatus, number>>>;
  readonly problem: string | null;
  readonly find: string;
  readonly state: string;
  readonly runs: readonly (RunLine & { readonly to: Address })[];
  readonly paging: Paging;
}

/** A run in a list. */
export type RunLine = Omit<RunRow, "id"> & { readonly name: string } & Partial<RunFiles> & {
    /** Tokens and cost of a run that is at work are read from its transcript. */
    readonly tokens: number | null;
    readonly cost: number | null;
  };

/** What every page of a run shows. */
export interface RunHead extends RunLine {
  readonly tabs: readonly (PageLink & { readonly isCurrent: boolean })[];
}

type RunBodies =
  | {
      readonly kind: "run";
      readonly log: { readonly to: RunAddress; readonly text: string } | null;
      readonly validations: readonly {
        readonly at: string;
        readonly verdict: string;
        readonly bytes: number | null;
        readonly reason: string | null;
      }[];
      readonly submissions: readonly {
        readonly seconds: number | null;
        readonly bytes: number | null;
        readonly sha256: string;
        readonly to: RunAddress | null;
      }[];
      readonly notes: readonly { readonly name: string; readonly value: string }[];
    }
  | {
      readonly kind: "files";
      readonly path: readonly PageLink[];
      readonly entries: readonly {
        readonly to: RunAddress | null;
        readonly text: string;
        readonly isDirectory: boolean;
        readonly bytes: number | null;
        readonly modifiedAt: number | null;
        readonly note: string | null;
      }[];
      readonly more: number;
    }
  | {
      readonly kind: "file";
      readonly path: readonly PageLink[];
      readonly part: TextPart;
      /** Whether the page follows the file's end. */
      readonly isTail: boolean;
      readonly links: Readonly<Record<"first" | "previous" | "next" | "last", RunAddress | null>>;
    }
  | {
      readonly kind: "transcript";
      readonly attempts: readonly (PageLink & { readonly isCurrent: boolean })[];
      readonly events: readonly ShownEvent[];
      readonly paging: Paging;
    }
  | {
      readonly kind: "tree";
      readonly attempts: readonly (PageLink & { readonly isCurrent: boolean })[];
      readonly roots: readonly TreeNode[];
      readonly total: number;
      readonly more: number;
    }
  | {
      readonly kind: "node";
      readonly node: ShownNode;
      readonly parent: PageLink | null;
      readonly plan: string;
      readonly code: string;
      readonly output: string;
      readonly changes: readonly DiffLine[] | null;
    }
  | {
      readonly kind: "changes";
      readonly sides: readonly {
        readonly name: string;
        readonly choices: readonly (PageLink & { readonly isCurrent: boolean })[];
      }[];
      readonly files: readonly (PageLink & {
        readonly kind: ChangedFile["kind"];
        readonly isCurrent: boolean;
      })[];
      readonly more: number;
      readonly isPartial: boolean;
      readonly file: { readonly path: string; readonly lines: readonly DiffLine[] | null } | null;
    };

/** A node of a search as it is shown. */
export type ShownNode = Omit<NodeRow, "index" | "parent"> & { readonly to: Address };

export interface TreeNode {
  readonly node: ShownNode;
  readonly children: readonly TreeNode[];
}

/** An event of a transcript, made into what a person reads. */
export interface ShownEvent {
  readonly index: number;
  readonly elapsed: number | null;
  readonly thread: string | null;
  /** `system`, `user`, `assistant`, `tool`, `model`, `submission`, `node`, `begin`, `end`, `context`, `info`, `damaged`. */
  readonly kind: string;
  /** One line that says what happened. */
  readonly headline: string;
  readonly isError: boolean;
  /** Link to more, such as a node. */
  readonly link: PageLink | null;
  readonly texts: readonly ShownText[];
}

/** A text of an event. */
export interface ShownText {
  /** What it is, such as `reasoning`; empty for the message itself. */
  readonly name: string;
  readonly text: string;
  /** Characters of the text that were left out here. */
  readonly leftOut: number;
  /** Shown only when asked for. */
  readonly isFolded: boolean;
}
