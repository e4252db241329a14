/** One clause of the contract: what must hold, and how to find out. */
export interface Clause {
  name: string;
  check(): void | Promise<void>;
}
