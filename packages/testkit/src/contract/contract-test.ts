/** One test of the contract: what must hold, and how to find out. */
export interface ContractTest {
  name: string;
  check(): void | Promise<void>;
}
