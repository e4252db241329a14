/** One test of the contract: what must hold, and how to find out. */
export interface ContractTest {
  /** Observable behavior, as a sentence. */
  name: string;
  /** Why the test does not apply to the package; it is skipped then, and its name says why. */
  skip?: string;
  /** Throws if it does not hold. */
  check(): void | Promise<void>;
}
