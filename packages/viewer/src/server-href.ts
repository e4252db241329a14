import { type Address, addressQuery } from "./address.js";

/** Where the server has a page. */
export function serverHref(address: Address): string {
  const query = addressQuery(address);
  return query === "" ? "/" : `/?${query}`;
}
