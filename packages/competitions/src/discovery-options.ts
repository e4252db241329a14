export interface DiscoveryOptions {
  /**
   * Where the current project is: relative paths start here, and the nearest package.json upward counts.
   * @default process.cwd()
   */
  cwd?: string;
  /** Told, once each, about what is broken or surprising but does not stop the work. */
  onWarning?: (message: string) => void;
}
