// The networks of the zoo, each built in a file of its family. Private to the zoo.
#pragma once

#include "dlc/Builder.h"

namespace dlc {

Graph mlp();   // Dense.cpp
Graph lenet(); // Convolutional.cpp
Graph bncnn();
Graph vae();    // Autoencoder.cpp
Graph resmlp(); // Residual.cpp
Graph resnet18();
Graph resnet18c();
Graph resnet50();
Graph fashionResnet();
Graph alexnet(); // DeepConvolutional.cpp
Graph vgg19();
Graph vggc();
Graph fashionVgg();
Graph googlenet();   // Inception.cpp
Graph mobilenetV2(); // MobileNet.cpp
Graph lstm();        // Recurrent.cpp
Graph rowsRnn();
Graph rowsLstm();
Graph rowsGru();
Graph dcgan(); // Adversarial.cpp
Graph gpt2();  // Transformer.cpp
Graph gptnano();

} // namespace dlc
