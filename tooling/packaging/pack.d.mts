import type { WorkspacePackage } from "../workspace.mjs";

/** What `npm pack` lists of a package. */
export interface PackedPackage {
  name: string;
  filename: string;
  integrity: string;
  shasum: string;
  files: { path: string; size: number }[];
}
export function publishedPackages(): WorkspacePackage[];
export function packPackages(directory: string): Promise<PackedPackage[]>;
