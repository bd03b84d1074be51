// Classifiers that learn from images which are changed at random, and so see each image anew in each epoch.
// Private to the zoo.
#pragma once

#include "Zoo/Layers.h"

namespace dlc {

/// Grey images, [batch, 1, height, width]: each is mirrored or not, and shifted by up to so many pixels along
/// each dimension. The state is that of Function::randomUniform.
Value augmented(Function &f, Value image, const std::string &state, std::int64_t shift);

/// Completes a classifier as addClassifierLoss() does, but that a training step is made of augmented images
/// (`@augment`), with a tenth of each label spread over all classes (Szegedy et al., 2016).
void addAugmentedClassifierLoss(Builder &network, const Shape &imageShape);

} // namespace dlc
