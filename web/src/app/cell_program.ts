/** A number's arithmetic as a program, in one file to be fetched. */
export { cellNumpy } from "../trace/cell_numpy";
