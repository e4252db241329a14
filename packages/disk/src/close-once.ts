import { closeSync } from "node:fs";

/** Makes a function that closes an open file when it is called first. Later its number can be that of another file. */
export function closeOnce(descriptor: number): () => void {
  let isOpen = true;
  return () => {
    if (!isOpen) return;
    isOpen = false;
    closeSync(descriptor);
  };
}
