/** All that a lesson says, as one text: prose, questions, their answers, and what was measured. */
import { lessonOf } from "../../web/src/lessons/lessons";
import { find, list } from "../../web/src/strings/text";

export function wordsOf(id: string): string {
  const questions = (lessonOf(id)?.questions ?? []).flatMap((_, at) => {
    const key = `lesson.${id}.questions.${at + 1}`;
    return [find(`${key}.ask`) ?? "", ...list(`${key}.choices`), ...list(`${key}.answers`)];
  });
  return [...list(`lesson.${id}.prose`), ...questions, ...list(`lesson.${id}.shows`)].join("\n");
}
