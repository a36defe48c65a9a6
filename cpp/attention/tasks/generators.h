#ifndef ATTENTION_TASKS_GENERATORS_H_
#define ATTENTION_TASKS_GENERATORS_H_

#include <string>
#include <vector>

#include "attention/core/random.h"
#include "attention/tasks/task.h"

namespace attention {

/// One task: an example drawn from a split, and what learns it. Each `Draw`
/// takes as many numbers as it needs; `Suit` sets model, config, vocabularies
/// and the training.
struct Generator {
  std::string_view name;
  Example (*draw)(Random& random, Split split);
  void (*suit)(TaskExamples& task);
};

/// Letters in, letters out: the source as it is, from its end to its beginning,
/// or in alphabetical order (pairs for a transformer).
Example DrawCopy(Random& random, Split split);
Example DrawReverse(Random& random, Split split);
Example DrawSort(Random& random, Split split);
void SuitLetters(TaskExamples& task);

/// Two walks through the alphabet take turns, "c m d n e o": what comes next
/// follows the letter before the last one.
Example DrawPreviousToken(Random& random, Split split);
void SuitPreviousToken(TaskExamples& task);

/// Some letters and the same letters again: in the second half what comes next
/// is what came after this letter before (Olsson et al. 2022).
Example DrawInduction(Random& random, Split split);
void SuitInduction(TaskExamples& task);

/// "the elephant ate the banana as it was hungry": an animal and a thing, and
/// an adjective that fits one of them. Label 0 where "it" is the noun that
/// comes first in the sentence, 1 where it is the second. A held-out sentence
/// has an adjective of a noun that no training sentence gives it.
Example DrawPronouns(Random& random, Split split);
void SuitPronouns(TaskExamples& task);
/// Where the two nouns of a pronoun sentence stand, as drawn.
struct NounPlaces {
  Index first;
  Index second;
  Index it;
};
NounPlaces FindNouns(const std::vector<std::string>& words);

/// English sentences of a small grammar and their French, with agreement in
/// gender and number, and adjectives on their side of the noun.
Example DrawGrammar(Random& random, Split split);
void SuitGrammar(TaskExamples& task);

}  // namespace attention

#endif  // ATTENTION_TASKS_GENERATORS_H_
