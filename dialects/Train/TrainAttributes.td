// The optimizers. What the letters in the formulas mean is said in TrainBase.td.
#ifndef DLC_TRAIN_ATTRIBUTES
#define DLC_TRAIN_ATTRIBUTES
include "TrainOptimizer.td"

// As a penalty of weight_decay / 2 · ‖w‖² in the loss; or `decoupled` from the gradient (Loshchilov and Hutter, 2019).
defvar decay = [Train_NonNegative<"weight_decay", "0">, Train_Flag<"decoupled">];
defvar betas = [Train_Fraction<"beta1", "0.9">, Train_Fraction<"beta2", "0.999">];
defvar epsilon = [Train_Positive<"epsilon", "1e-8">];

//===-- Gradient descent and momentum -------------------------------------------------------------------===//

def Train_SGDAttr : Train_OptimizerAttr<"SGD", "sgd", "1e-2", decay> {
  let summary = "gradient descent: w ← w - lr · g";
  let description = [{
    - (C1) weight_decay ≥ 0
  }];
}
def Train_MomentumAttr : Train_OptimizerAttr<"Momentum", "momentum", "1e-2", [Train_Fraction<"momentum", "0.9">] # decay,
                                             [Train_State<"momentum">]> {
  let summary = "gradient descent with momentum (Polyak, 1964): v ← momentum · v + g, w ← w - lr · v";
  let description = [{
    - (C1) 0 ≤ momentum < 1, weight_decay ≥ 0
  }];
}
def Train_NesterovAttr : Train_OptimizerAttr<"Nesterov", "nesterov", "1e-2", [Train_Fraction<"momentum", "0.9">] # decay,
                                             [Train_State<"momentum">]> {
  let summary = "momentum that looks ahead (Nesterov, 1983; Sutskever et al., 2013)";
  let description = [{
        v ← momentum · v + g
        w ← w - lr · (g + momentum · v)

    - (C1) 0 ≤ momentum < 1, weight_decay ≥ 0
  }];
}
def Train_LionAttr : Train_OptimizerAttr<"Lion", "lion", "1e-4", [Train_Fraction<"beta1", "0.9">, Train_Fraction<"beta2", "0.99">,
                                                          Train_NonNegative<"weight_decay", "0">],
                                         [Train_State<"lion_m">]> {
  let summary = "steps of one size in the direction of the sign of a momentum (Chen et al., 2023)";
  let description = [{
        w ← w - lr · (sign(beta1 · m + (1 - beta1) · g) + weight_decay · w)
        m ← beta2 · m + (1 - beta2) · g

    - (C1) 0 ≤ beta1 < 1, 0 ≤ beta2 < 1, weight_decay ≥ 0
  }];
}

//===-- A rate for each element -------------------------------------------------------------------------===//

def Train_AdaGradAttr : Train_OptimizerAttr<"AdaGrad", "adagrad", "1e-2", [Train_NonNegative<"initial", "0">,
                                              Train_Positive<"epsilon", "1e-10">] # decay,
                                            [Train_State<"adagrad_sum", "getInitial()">]> {
  let summary = "AdaGrad (Duchi et al., 2011): the longer the way so far, the shorter the step";
  let description = [{
        s ← s + g², from `initial` on
        w ← w - lr · g / (√s + epsilon)

    - (C1) initial ≥ 0, epsilon > 0, weight_decay ≥ 0
  }];
}
def Train_RMSPropAttr : Train_OptimizerAttr<"RMSProp", "rmsprop", "1e-2", [Train_Fraction<"alpha", "0.99">,
                                              Train_Fraction<"momentum", "0">, Train_Flag<"centered">] # epsilon # decay,
                                            [Train_State<"rmsprop_v">, Train_State<"rmsprop_mean", "0", "getCentered()">,
                                             Train_State<"rmsprop_momentum", "0", "getMomentum() != 0">]> {
  let summary = "RMSProp (Tieleman and Hinton, 2012): the gradient over its root mean square";
  let description = [{
        v ← alpha · v + (1 - alpha) · g²
        d ← √v + epsilon
        w ← w - lr · g / d

    `centered`, it is the standard deviation: a ← alpha · a + (1 - alpha) · g, d ← √(v - a²) + epsilon. With a `momentum`
    that is not 0: b ← momentum · b + g / d, w ← w - lr · b.

    - (C1) 0 ≤ alpha < 1, 0 ≤ momentum < 1, epsilon > 0, weight_decay ≥ 0
  }];
}
def Train_AdaDeltaAttr : Train_OptimizerAttr<"AdaDelta", "adadelta", "1", [Train_Fraction<"rho", "0.9">,
                                               Train_Positive<"epsilon", "1e-6">] # decay,
                                             [Train_State<"adadelta_v">, Train_State<"adadelta_d">]> {
  let summary = "AdaDelta (Zeiler, 2012): steps as large as those before; lr is usually 1";
  let description = [{
        v ← rho · v + (1 - rho) · g²
        s ← √(d + epsilon) / √(v + epsilon) · g
        d ← rho · d + (1 - rho) · s²
        w ← w - lr · s

    - (C1) 0 ≤ rho < 1, epsilon > 0, weight_decay ≥ 0
  }];
}

//===-- Adam and its kin --------------------------------------------------------------------------------===//

class Train_AdamLike<string name, string mnemonic, string rate, list<Train_Setting> settings, list<Train_State> more = []>
    : Train_OptimizerAttr<name, mnemonic, rate, settings,
                          [Train_State<mnemonic # "_m">, Train_State<mnemonic # "_v">] # more, /*countsSteps=*/true>;

def Train_AdamAttr : Train_AdamLike<"Adam", "adam", "1e-3", betas # epsilon # decay> {
  let summary = "Adam with bias correction (Kingma and Ba, 2015)";
  let description = [{
        m ← beta1 · m + (1 - beta1) · g
        v ← beta2 · v + (1 - beta2) · g²
        w ← w - lr / (1 - beta1^t) · m / (√v / √(1 - beta2^t) + epsilon)

    - (C1) 0 ≤ beta1 < 1, 0 ≤ beta2 < 1, epsilon > 0, weight_decay ≥ 0
  }];
}
def Train_AdamWAttr : Train_AdamLike<"AdamW", "adamw", "1e-3", betas # epsilon # [Train_NonNegative<"weight_decay", "0.01">]> {
  let summary = "Adam with decoupled weight decay (Loshchilov and Hutter, 2019)";
  let description = [{
        w ← w - lr · weight_decay · w, and then as #train.adam

    - (C1) 0 ≤ beta1 < 1, 0 ≤ beta2 < 1, epsilon > 0, weight_decay ≥ 0
  }];
}
def Train_AMSGradAttr : Train_AdamLike<"AMSGrad", "amsgrad", "1e-3", betas # epsilon # decay, [Train_State<"amsgrad_max">]> {
  let summary = "Adam whose steps never grow again (Reddi et al., 2018)";
  let description = [{
        m and v as for #train.adam
        u ← max(u, v)
        w ← w - lr / (1 - beta1^t) · m / (√u / √(1 - beta2^t) + epsilon)

    - (C1) 0 ≤ beta1 < 1, 0 ≤ beta2 < 1, epsilon > 0, weight_decay ≥ 0
  }];
}
def Train_NAdamAttr : Train_AdamLike<"NAdam", "nadam", "2e-3", betas # epsilon # [Train_NonNegative<"momentum_decay", "0.004">] # decay,
                                     [Train_ScalarState<"nadam_product", "1">]> {
  let summary = "Adam with Nesterov's momentum (Dozat, 2016)";
  let description = [{
    With μ(t) = beta1 · (1 - 0.96^(t · momentum_decay) / 2):

        m and v as for #train.adam
        p ← p · μ(t), from 1 on
        d ← √v / √(1 - beta2^t) + epsilon
        w ← w - lr · ((1 - μ(t)) / (1 - p) · g + μ(t + 1) / (1 - p · μ(t + 1)) · m) / d

    - (C1) 0 ≤ beta1 < 1, 0 ≤ beta2 < 1, epsilon > 0, momentum_decay ≥ 0, weight_decay ≥ 0
  }];
}
def Train_LAMBAttr : Train_AdamLike<"LAMB", "lamb", "1e-3", betas # [Train_Positive<"epsilon", "1e-6">,
                                                             Train_NonNegative<"weight_decay", "0.01">]> {
  let summary = "Adam for large batches: a step is as long as its variable (You et al., 2020)";
  let description = [{
        m and v as for #train.adam
        r ← m / (1 - beta1^t) / (√v / √(1 - beta2^t) + epsilon) + weight_decay · w
        w ← w - lr · ‖w‖ / ‖r‖ · r, where a norm is 0 without that factor

    - (C1) 0 ≤ beta1 < 1, 0 ≤ beta2 < 1, epsilon > 0, weight_decay ≥ 0
  }];
}
#endif // DLC_TRAIN_ATTRIBUTES
