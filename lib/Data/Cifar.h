// The binary files of CIFAR-10 and CIFAR-100, as Krizhevsky describes them: for each example its labels, a
// byte each, and an image of three channels of 32 × 32.
#pragma once

#include "dlc/Dataset.h"

namespace dlc {

/// Whether the folder has such files.
bool isCifar(const std::string &folder);

/// `images` u8 [N, 3, 32, 32] and `labels` i64 [N]; of CIFAR-100, these are the fine ones, and
/// `coarse_labels` is there, too. Names of classes if their file is there. Throws Error, with file and size,
/// for what is no whole number of examples.
Dataset readCifar(const std::string &folder, bool isTest);

} // namespace dlc
