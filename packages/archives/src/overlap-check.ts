import { unsafe } from "./errors.js";

/** Collects where members lie in an archive. */
export interface OverlapCheck {
  add: (start: number, end: number) => void;
  /** @throws UserError when two members share bytes */
  finish: () => void;
}

/**
 * Rejects archives with members that share bytes: the way to make a zip bomb in which all members look
 * harmless (D. Fifield, "A better zip bomb", 2019). Honest archives never do it. Sixteen bytes of memory a member.
 */
export function overlapCheck(archive: string): OverlapCheck {
  let starts = new Float64Array(1024);
  let ends = new Float64Array(1024);
  let count = 0;
  let inOrder = true;
  return {
    add: (start, end) => {
      if (count === starts.length) {
        starts = enlarged(starts);
        ends = enlarged(ends);
      }
      if (count > 0 && start < starts[count - 1]) inOrder = false;
      starts[count] = start;
      ends[count] = end;
      count += 1;
    },
    finish: () => {
      const order = inOrder ? undefined : Uint32Array.from({ length: count }, (_, index) => index);
      order?.sort((a, b) => starts[a] - starts[b] || ends[a] - ends[b]);
      for (let rank = 1, last = order?.[0] ?? 0; rank < count; rank += 1) {
        const index = order?.[rank] ?? rank;
        if (starts[index] < ends[last])
          throw unsafe(archive, "members in it share the same bytes, as in a zip bomb");
        last = index;
      }
    },
  };
}

function enlarged(numbers: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(2 * numbers.length);
  larger.set(numbers);
  return larger;
}
