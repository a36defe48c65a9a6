/**
 * Where the binary lies in two pieces: what a first screen calls, and all else. The site's build writes the addresses here
 * (web/vite.pieces.ts); everywhere else the binary is one file.
 */
export interface Pieces {
  first: URL;
  rest: URL;
}

export const PIECES: Pieces | undefined = undefined;
