// generate TASK train|held_out COUNT SEED
//
// Prints examples of a task of attention/tasks as JSON, one a line, as train
// reads them.
#include <iostream>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>

#include "attention/tasks/task.h"

namespace {

void Print(int count, char** words) {
  const std::string split = count == 5 ? words[2] : "";
  if (split != "train" && split != "held_out") {
    throw std::runtime_error("usage: generate TASK train|held_out COUNT SEED");
  }
  const attention::TaskExamples task =
      attention::MakeTask({words[1], std::stod(words[4]), std::stod(words[3]),
                           split == "train" ? attention::Split::kTrain
                                            : attention::Split::kHeldOut});
  for (const attention::Example& example : task.trainer.examples) {
    std::cout << nlohmann::json{{"source", example.source},
                                {"target", example.target},
                                {"label", example.label}}
                     .dump()
              << '\n';
  }
}

}  // namespace

int main(int count, char** words) {
  try {
    Print(count, words);
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
