/** Paths of an archive's members, one after the other in one buffer: a million of them must not become a million objects. */
export class PathList {
  private bytes = Buffer.allocUnsafe(1 << 16);
  private length = 0;

  add({ path, isDirectory }: { path: string; isDirectory: boolean }): void {
    const text = `${path}${isDirectory ? "/" : ""}\0`;
    const needed = this.length + 3 * text.length;
    if (needed > this.bytes.length) {
      const larger = Buffer.allocUnsafe(2 * needed);
      this.bytes.copy(larger, 0, 0, this.length);
      this.bytes = larger;
    }
    this.length += this.bytes.write(text, this.length);
  }

  *[Symbol.iterator](): Generator<{ path: string; isDirectory: boolean }> {
    for (let at = 0; at < this.length; ) {
      const end = this.bytes.indexOf(0, at);
      const isDirectory = this.bytes[end - 1] === 0x2f;
      yield { path: this.bytes.toString("utf8", at, isDirectory ? end - 1 : end), isDirectory };
      at = end + 1;
    }
  }
}
