export interface Member {
  name: string;
  text: string;
  comment: string;
}

export interface Exported extends Member {
  kind: "interface" | "type" | "class" | "function";
  /** The file among the declarations, without its ending. */
  module: string;
  members: Member[];
}

export function exportsOf(path: string): Map<string, Exported>;
