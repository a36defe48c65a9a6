/** What the Open dialog says of data that can't be used as it is: what was expected, what came, what would mend it. */
import type { Fix, Problem, Role } from "../io/roles";
import { find, t } from "../strings/dialogs";
import type { Failure } from "./open_state";

export const roleName = (role: Role): string => t(`open.roles.${role}`);

const textOf = (key: string, details: Record<string, string | number>): string => find(key, details) ?? key;

export function failureText(failure: Failure): string {
  const from = failure.from === "" ? "" : `${failure.from}: `;
  if (failure.kind === "read") {
    return from + textOf(`open.error.${failure.error.code}`, { ...failure.error.details });
  }
  if (failure.kind === "model") return from + t("learned.notModel", { message: failure.message });
  const { problem } = failure;
  const details = {
    found: problem.code === "version" ? problem.found : "",
    names: problem.code === "unreadable" ? problem.names.join(", ") : "",
  };
  return from + textOf(`open.project.${problem.code}`, details);
}

export function problemText({ code, details }: Problem): string {
  if (code === "size") {
    const what = find(`open.sizes.${details.what}`) ?? String(details.what);
    return t("open.problem.size", { ...details, what });
  }
  return textOf(`open.problem.${code}`, details);
}

/** `label`: what the piece that would be changed is called. */
export function fixText(fix: Fix, label: string): string {
  if (fix.kind === "words") return t("open.fix.words");
  if (fix.kind === "role") return t("open.fix.role", { label, role: roleName(fix.role) });
  return t(`open.fix.${fix.kind}`, { label });
}
