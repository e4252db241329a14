/** Size of every image and mask, in pixels. */
export const imageShape = { height: 101, width: 101 } as const;
