/** The workbenches in the order in which the page names them. */
import type { Bench } from "./bench";
import { sparse } from "./sparse";

export const BENCHES: readonly Bench[] = [sparse];
