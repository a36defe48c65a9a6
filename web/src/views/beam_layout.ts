/** Where the nodes of a beam search stand: a column a step, the best on top, what was dropped below. No DOM. */

/** One hypothesis after one step of the search. */
export interface BeamNode {
  /** The word that it ends in. */
  token: string;
  /** Of the whole hypothesis, and what it is ranked by. */
  logProbability: number;
  score: number;
  /** Its place among the live hypotheses of the step before; -1 for the beginning itself. */
  parent: number;
  fate: "live" | "finished" | "pruned";
}

/** One column: in the order in which they are drawn, live ones first, each kind best first. */
export type BeamStep = readonly BeamNode[];

export interface PlacedNode {
  step: number;
  at: number;
  x: number;
  y: number;
  node: BeamNode;
  /** On the way to the hypothesis that is chosen. */
  lit: boolean;
}

export interface Edge {
  from: { x: number; y: number };
  to: { x: number; y: number };
  fate: BeamNode["fate"];
  lit: boolean;
}

export interface BeamPlaces {
  nodes: PlacedNode[];
  edges: Edge[];
  width: number;
  height: number;
}

export const NODE = { width: 104, height: 44, gapX: 48, gapY: 12 } as const;

/** Which nodes lie on the way from the start to a node, as `step:at`. */
export function pathTo(steps: readonly BeamStep[], step: number, at: number): { step: number; at: number }[] {
  const path: { step: number; at: number }[] = [];
  let [column, row] = [step, at];
  while (column >= 0) {
    const node = steps[column]?.[row];
    if (!node) return path;
    path.unshift({ step: column, at: row });
    if (column === 0 || node.parent < 0) return path;
    row = node.parent;
    column -= 1;
  }
  return path;
}

/** Places every node of the first `shown` steps; `chosen` lights the way to it. */
export function placeBeams(
  steps: readonly BeamStep[],
  shown: number,
  chosen: { step: number; at: number } | null,
): BeamPlaces {
  const visible = steps.slice(0, shown);
  const lit = new Set(chosen ? pathTo(visible, chosen.step, chosen.at).map(({ step, at }) => `${step}:${at}`) : []);
  const x = (step: number) => step * (NODE.width + NODE.gapX);
  const y = (at: number) => at * (NODE.height + NODE.gapY);
  const nodes = visible.flatMap((step, column) =>
    step.map((node, at) => ({ step: column, at, x: x(column), y: y(at), node, lit: lit.has(`${column}:${at}`) })),
  );
  const edges = nodes.flatMap(({ step, x: left, y: top, node, lit }) => {
    if (step === 0 || node.parent < 0) return [];
    const from = { x: x(step - 1) + NODE.width, y: y(node.parent) + NODE.height / 2 };
    return [{ from, to: { x: left, y: top + NODE.height / 2 }, fate: node.fate, lit }];
  });
  // What is lit is drawn over what is not.
  edges.sort((a, b) => Number(a.lit) - Number(b.lit));
  // Room for every step from the beginning: stepping must not make the picture jump.
  const rows = Math.max(1, ...steps.map((step) => step.length));
  return {
    nodes,
    edges,
    width: x(Math.max(1, steps.length)) - NODE.gapX,
    height: rows * (NODE.height + NODE.gapY) - NODE.gapY,
  };
}
