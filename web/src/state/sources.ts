/**
 * The numbers that the tutorials themselves work with, for the lessons that retrace them.
 * They are inputs, never results: every matrix drawn from them is computed by the engine.
 */
import type { TensorLike } from "../engine/types";

type Inputs = { q: TensorLike; k: TensorLike; v?: TensorLike };

const tensor = (rows: number, cols: number, data: number[]): TensorLike => ({ data, shape: [rows, cols] });

/** Tutorial 002, "Attention Mechanism Fundamentals" (S01): one query against three keys. */
const workedQuery: Inputs = {
  q: tensor(1, 3, [0.2, 0.5, 0.3]),
  k: tensor(3, 3, [0.1, 0.4, 0.5, 0.2, 0.3, 0.5, 0.3, 0.2, 0.5]),
};

/**
 * Tutorial 001, the notebook's printed Q and K (S02, S06, S28). It cuts V off in print; V is recovered from
 * attention V = new_V and good to about 1e-6.
 */
// biome-ignore format: a matrix reads by its rows
const notebook: Inputs = {
  q: tensor(4, 8, [
    -1.55805137, 1.74599065, 0.00613182772, 0.091665539, -0.419406664, 1.20209171, -0.322952013, -1.57484697,
    -0.603090864, -1.39311745, 0.000541038476, 0.8685015, 1.01740729, -1.23332745, 1.31092668, 1.07903594,
    0.415527794, 0.258613492, 1.41064692, 1.89567492, -0.188668455, 1.22294262, 1.73747406, 1.295664,
    -1.65589298, 0.92026536, 0.16764156, 1.55976837, 0.0685358948, 1.00433167, 0.321650406, -0.195328813,
  ]),
  k: tensor(4, 8, [
    0.31691824, -0.74019652, -0.16705587, 1.15992309, -1.55371717, -0.86020114, 0.75528109, -0.38178461,
    0.2937555, -1.16828174, 0.65689693, 0.63906619, 0.52966841, 0.56031207, -0.1390223, -0.35731796,
    -0.14005376, 1.02710414, 0.37303933, -0.28437786, -1.08703429, 0.01543534, -0.38521217, 0.77901054,
    1.85600985, 1.40490388, -0.41918586, 0.43513747, 1.02341881, 0.765293, 1.34713076, 0.31635243,
  ]),
  v: tensor(4, 8, [
    0.9975538, 1.5616628, 0.298622, 0.4754354, 0.8180011, 0.0595032, -0.1169075, -0.1013088,
    -2.3981895, 0.2470138, -1.3236077, -0.3511353, -0.0559435, 0.581261, -1.7749752, -0.7729964,
    1.090464, -0.0286521, -1.0261337, -0.3101479, -1.8017437, -1.9886299, 0.4027103, 1.3395319,
    -0.2376381, -1.6161497, -1.4560864, 0.0520693, 0.6917548, 0.9923948, 1.4495855, 0.174173,
  ]),
};

export const SOURCE_INPUTS: { readonly worked_query: Inputs; readonly notebook: Inputs } = {
  worked_query: workedQuery,
  notebook,
};
