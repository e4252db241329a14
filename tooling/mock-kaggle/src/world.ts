/**
 * What a competition's data set or file holds: a file on disk (streamed, so that gigabytes cost no memory), bytes, or
 * that many bytes generated on the fly (the same for the same size and seed; not a valid archive).
 */
export type Content = string | Uint8Array | { readonly size: number; readonly seed?: number };

/** One file of a competition's data, as Kaggle lists it. */
export interface MockFile {
  /** With folders: "train/images/1.png". */
  readonly name: string;
  /** Listed size; the size of `content` when left out. */
  readonly bytes?: number;
  /** ISO time; a fixed one when left out. */
  readonly created?: string;
  /** What downloading this one file gives; 404 when left out. */
  readonly content?: Content;
  /** The name in storage's address when it is another one: Kaggle sends some files packed, as "train.csv.zip". */
  readonly sentAs?: string;
}

/** One row of a leaderboard, best first. */
export interface MockTeam {
  readonly teamName: string;
  /** As text, the way Kaggle sends it ("0.98765"); numbers are turned into text. */
  readonly score: string | number;
  readonly teamId?: number;
  /** ISO time; a fixed one when left out. */
  readonly submissionDate?: string;
}

/** One public kernel. */
export interface MockKernel {
  /** "user/slug". */
  readonly ref: string;
  readonly title?: string;
  /** @default 0 */
  readonly votes?: number;
  /** @default "python" */
  readonly language?: string;
  /** @default "notebook" */
  readonly kernelType?: "script" | "notebook";
  /** A notebook's source is the JSON text of the .ipynb file. */
  readonly source: string;
}

/** One competition of the mock. */
export interface MockCompetition {
  readonly id: string;
  readonly title?: string;
  /** What "download all" gives; 404 when left out. */
  readonly archive?: Content;
  /** The extension of the archive's name in storage. @default "zip" */
  readonly archiveExtension?: string;
  readonly files?: readonly MockFile[];
  /** False: the rules are not accepted, so data is denied with 403. @default true */
  readonly entered?: boolean;
  /** True: files are listed, not given, to those who have not accepted the rules; else listing is refused too. */
  readonly listedToAll?: boolean;
  /** True: taken off the site; every call about it answers 404. */
  readonly closed?: boolean;
  /** True: not for this user; every call about it answers 403 "Permission 'competitions.get' was denied", as for an unknown id. */
  readonly hidden?: boolean;
  /** The length of the leaderboard when left out. */
  readonly teamCount?: number;
  readonly leaderboard?: readonly MockTeam[];
  /** What `overridePublic` asks for; the same as `leaderboard` when left out. */
  readonly publicLeaderboard?: readonly MockTeam[];
  readonly kernels?: readonly MockKernel[];
  /** Such as description, rules, evaluation. */
  readonly pages?: readonly { readonly name: string; readonly content: string }[];
  /** Further fields of what GetCompetition answers, such as `deadline` or `submissionsDisabled`. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** Who may log in. */
export interface MockCredentials {
  /** Access tokens, sent as `Authorization: Bearer`. */
  readonly tokens?: readonly { readonly token: string; readonly username: string }[];
  /** Keys of kaggle.json, sent as HTTP Basic. */
  readonly keys?: readonly { readonly username: string; readonly key: string }[];
  /** Refresh tokens of `kaggle auth login`; each call for an access token makes a new one. */
  readonly refreshTokens?: readonly {
    readonly token: string;
    readonly username: string;
    /** Seconds that an access token lives. @default 43200 */
    readonly expiresIn?: number;
  }[];
}
