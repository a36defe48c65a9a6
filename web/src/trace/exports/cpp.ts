/** A selection of steps as a C++ program: the same ops on a tape of this project's own library. */
import type { StepInfo } from "../../engine/types";
import { parseRule } from "../regions";
import { doubleText, numberLines } from "./numbers";
import { opExport } from "./ops";
import type { Selection } from "./selection";
import { list } from "./step_script";

const SPECIAL = { infinity: "kInfinity", nan: "kNan" };
const ROLES = { input: "kInput", parameter: "kParameter", constant: "kInput", result: "kInput" } as const;

const PRELUDE = `#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "attention/tape/ops.h"
#include "attention/tape/tape.h"

namespace {

[[maybe_unused]] constexpr float kInfinity = std::numeric_limits<float>::infinity();
[[maybe_unused]] constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

// Each number must be the one that was shown: within 1e-5 plus 1e-4 of its size; NaN and infinities exactly.
[[maybe_unused]] void Check(const attention::Tape& tape, attention::TensorId id, std::span<const float> shown) {
  const char* name = tape.tensor(id).name.c_str();
  const std::span<const float> computed = tape.Read(id).span();
  if (computed.size() != shown.size()) {
    std::fprintf(stderr, "%s has %zu numbers, shown were %zu\\n", name, computed.size(), shown.size());
    std::exit(1);
  }
  for (std::size_t i = 0; i < shown.size(); ++i) {
    const float a = computed[i];
    const float b = shown[i];
    const bool same = a == b || (std::isnan(a) && std::isnan(b)) ||
                      (std::isfinite(b) && std::abs(a - b) <= 1e-5F + 1e-4F * std::abs(b));
    if (!same) {
      std::fprintf(stderr, "%s, number %zu: %.9g, shown was %.9g\\n", name, i, a, b);
      std::exit(1);
    }
  }
  std::printf("%s: all %zu numbers agree\\n", name, shown.size());
}
`;

const array = (name: string, data: Float32Array): string =>
  `const float ${name}[] = {\n${numberLines(data, SPECIAL)}\n};`;

function giveText({ view, variables }: Selection, name: string): string {
  const { axes, shape, role } = view.info(name);
  const variable = variables.get(name);
  const about = `"${name}", "${axes}", {${list(shape)}}, attention::Role::${ROLES[role]}`;
  return `  const auto ${variable} = tape.Give(${about}, ${variable}_numbers);`;
}

const attributeText = (value: number | string): string =>
  typeof value === "number" ? doubleText(value, SPECIAL) : `std::string(${JSON.stringify(value)})`;

/** \`, {{"factor", 0.5}}, {{'n', 1}}\`: what no operand says. */
function optionsText(step: StepInfo, shape: readonly number[]): string {
  const { inputs, output } = parseRule(step.rule);
  const created = [...output].flatMap((letter, axis) =>
    inputs.some((own) => own.includes(letter)) ? [] : [`{'${letter}', ${shape[axis]}}`],
  );
  const attributes = Object.entries(step.attributes).map(([name, value]) => `{"${name}", ${attributeText(value)}}`);
  const sizes = created.length > 0 ? `, {${created.join(", ")}}` : "";
  if (attributes.length === 0 && sizes === "") return "";
  return `, {${attributes.join(", ")}}${sizes}`;
}

function stepText({ view, variables, edits }: Selection, step: StepInfo): string {
  const variable = variables.get(step.output);
  const operands = step.inputs.map((name) => variables.get(name)).join(", ");
  const options = optionsText(step, view.info(step.output).shape);
  const record = `attention::ops::${opExport(step.op).cpp}, "${step.output}", "${step.rule}", {${operands}}${options}`;
  const byHand = edits
    .filter((edit) => edit.tensor === step.output)
    .map(({ tensor, index, value }) => `{"${tensor}", {${list(index)}}, ${doubleText(value, SPECIAL)}}`);
  return [
    `  const auto ${variable} = tape.Record(${record});`,
    ...(byHand.length > 0 ? [`  tape.Apply(std::vector<attention::Edit>{${byHand.join(", ")}});`] : []),
    `  Check(tape, ${variable}, ${variable}_shown);`,
  ].join("\n");
}

/** The program: the operands' numbers, then each step, whose result must be what was shown. */
export function cppScript(selection: Selection): string {
  const { view, variables, given, steps, title } = selection;
  const data = [
    ...given.map((name) => array(`${variables.get(name)}_numbers`, view.tensor(name).data)),
    ...steps.map(({ output }) => array(`${variables.get(output)}_shown`, view.tensor(output).data)),
  ];
  const body = [...given.map((name) => giveText(selection, name)), ...steps.map((step) => stepText(selection, step))];
  return `// ${title}, as Attention Lab showed it, once more with its C++ library. In a checkout with a native build:
//   g++ -std=c++20 -I cpp this.cc build/native/cpp/attention/libattention_{tape,kernels,core}.a && ./a.out
${PRELUDE}
${data.join("\n\n")}

}  // namespace

int main() {
  attention::Tape tape;
${body.join("\n")}
  return 0;
}
`;
}
