export interface WorkspacePackage {
  folder: string;
  path: string;
  manifest: { name: string; version: string; [field: string]: unknown };
  kind: "package" | "competition" | "tooling";
  hasSource: boolean;
}
export const root: string;
export const engines: { node: string };
export function workspacePackages(): WorkspacePackage[];
export function hasSource(folder: string): boolean;
export function sourceOf(exportKey: string): string;
