// The networks of the zoo, each built in a file of its family. Private to the room.
#pragma once

#include "dlc/Builder.h"

namespace dlc {

Graph mlp();   // Dense.cpp
Graph lenet(); // Convolutional.cpp
Graph bncnn();
Graph vae();    // Autoencoder.cpp
Graph resmlp(); // Residual.cpp
Graph resnet50();

/// Completes a classifier: `@loss` with the mean cross entropy of `@predict`'s logits, and their accuracy.
void addClassifierLoss(Builder &network, const Shape &imageShape);

} // namespace dlc
