/** A selection of steps as a Python script, with NumPy or with PyTorch. */
import { helperText } from "./helpers";
import { doubleText, numberLines } from "./numbers";
import { opExport } from "./ops";
import type { Selection } from "./selection";
import { list, StepScript } from "./step_script";

interface Library {
  lib: "np" | "torch";
  name: string;
  format: "numpy" | "pytorch";
  imports: string;
  copy: string;
  prelude: string;
}

const TOLERANCE = "within 1e-5 plus 1e-4 of its size; NaN and infinities exactly";
const SPECIAL = { infinity: "inf", nan: "nan" };

export const NUMPY: Library = {
  lib: "np",
  name: "NumPy",
  format: "numpy",
  imports: "import math\n\nimport numpy as np\nfrom numpy import inf, nan",
  copy: "np.array",
  prelude: `def tensor(shape, numbers):
    """The engine's own float32 numbers, row by row; computed with in double precision."""
    return np.array(numbers, dtype=np.float32).astype(np.float64).reshape(shape)


def check(name, computed, shown):
    """Each number must be the one that was shown: ${TOLERANCE}."""
    assert computed.shape == shown.shape, f"{name} is {computed.shape}, shown was {shown.shape}"
    np.testing.assert_allclose(computed, shown, rtol=1e-4, atol=1e-5, equal_nan=True, err_msg=name)
    print(f"{name}: all {shown.size} numbers agree")`,
};

export const PYTORCH: Library = {
  lib: "torch",
  name: "PyTorch",
  format: "pytorch",
  imports: "import math\nfrom math import inf, nan\n\nimport torch",
  copy: "torch.clone",
  prelude: `def tensor(shape, numbers):
    """The engine's own float32 numbers, row by row; computed with in double precision."""
    return torch.tensor(numbers, dtype=torch.float32).double().reshape(shape)


def check(name, computed, shown):
    """Each number must be the one that was shown: ${TOLERANCE}."""
    assert computed.shape == shown.shape, f"{name} is {tuple(computed.shape)}, shown was {tuple(shown.shape)}"
    assert torch.allclose(computed, shown, rtol=1e-4, atol=1e-5, equal_nan=True), f"{name}: {computed} is not {shown}"
    print(f"{name}: all {shown.numel()} numbers agree")`,
};

function tensorText({ view }: Selection, name: string): string {
  const { shape, data } = view.tensor(name);
  return `tensor([${list(shape)}], [\n${numberLines(data, SPECIAL)}\n])`;
}

function stepText(selection: Selection, step: Selection["steps"][number], library: Library, helpers: Set<string>) {
  const { view, variables, edits } = selection;
  const script = new StepScript(step, view, variables, library.lib, helpers);
  const written = opExport(step.op)[library.format](script);
  const lines = typeof written === "string" ? [written] : written;
  const variable = variables.get(step.output) ?? "";
  const byHand = edits.filter((edit) => edit.tensor === step.output);
  return [
    `# ${step.output}: ${step.op} ${step.rule}`,
    ...lines.slice(0, -1),
    `${variable} = ${lines.at(-1)}`,
    ...(byHand.length > 0 ? [`${variable} = ${library.copy}(${variable})`] : []),
    ...byHand.map(({ index, value }) => `${variable}[${list(index)}] = ${doubleText(value, SPECIAL)}  # set by hand`),
    `check("${step.output}", ${variable}, ${tensorText(selection, step.output)})`,
  ].join("\n");
}

/** The script: the operands' numbers, then each step, whose result must be what was shown. */
export function pythonScript(selection: Selection, library: Library): string {
  const helpers = new Set<string>();
  const steps = selection.steps.map((step) => stepText(selection, step, library, helpers));
  const given = selection.given.map(
    (name) =>
      `# ${name} (${selection.view.info(name).axes})\n${selection.variables.get(name)} = ${tensorText(selection, name)}`,
  );
  const functions = [library.prelude, ...[...helpers].map((name) => helperText(library.lib, name))].join("\n\n\n");
  const about = `"""${selection.title}, as Attention Lab showed it, once more with ${library.name}."""`;
  return `${[`${about}\n${library.imports}`, functions, [...given, ...steps].join("\n\n")].join("\n\n\n")}\n`;
}
