// The training loop. Its whole state is a ModelProgress and the program's variables: what a checkpoint holds
// is what the loop goes on from, whether or not the process ended in between.
#include "dlc/Trainer.h"

#include "Training/LbfgsTraining.h"
#include "Training/Session.h"

#include <filesystem>

namespace dlc {

std::string bestFile(const std::string &checkpoint) {
  return std::filesystem::path(checkpoint).replace_extension("best.dlm").string();
}

TrainResult Trainer::run() {
  if (options.lbfgs)
    return trainByLbfgs(*this, program, dataset, options);
  return TrainingSession(*this, program, dataset, options).run();
}

} // namespace dlc
