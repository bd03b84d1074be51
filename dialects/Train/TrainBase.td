// The train dialect itself and the types of its ops.
#ifndef DLC_TRAIN_BASE
#define DLC_TRAIN_BASE
include "mlir/IR/OpBase.td"
include "mlir/IR/AttrTypeBase.td"

def Train_Dialect : Dialect {
  let name = "train";
  let summary = "how a network learns";
  let description = [{
    What is asked of a computation, where nn is the computation itself. Its ops say what is wanted and are expanded
    into nn ops before anything is lowered: `nn-lift-state` turns `train.minimize` and `train.update`, which name
    variables, into `train.gradient` and `train.apply`, which have values; `train-differentiate` expands the first of
    these, and `train.jvp`, which asks for derivatives along a direction; `convert-train-to-nn` expands the second.

    Optimizers are attributes. Their formulas are written below with w the weight, g its gradient, lr the learning rate, and
    t the steps so far, this one included. Where PyTorch has an optimizer, formula and presets are PyTorch's. A setting that
    is not written is as preset: `#train.adam`, `#train.adam<beta1 = 0.5>`. Where there are both, `weight_decay` joins the
    gradient, g ← g + weight_decay · w, and with `decoupled = true` shrinks the weight instead, w ← w - lr · weight_decay · w,
    before the step.

    A variable of a float of 16 or 8 bits is updated in f32: it and its gradient are widened, and its next value is rounded, to nearest.
    All that is kept beside it is in f32 (averages, sums of gradients and loss scales too). What is less than half the
    distance to the next number of the narrow type changes nothing; where that stops the training, keep the weight in f32
    and use `nn.cast` where it is read.
  }];
  let cppNamespace = "::dlc::train";
  let useDefaultAttributePrinterParser = 1;
}

def Train_FloatTensor : Type<CPred<"::dlc::nn::isTensorOf($_self, ::dlc::nn::ElementClass::Float)">,
                             "float tensor", "::mlir::RankedTensorType">;
def Train_Scalar : Type<CPred<"::dlc::train::isScalar($_self)">,
                        "float tensor with rank 0", "::mlir::RankedTensorType">;
def Train_StepCount : Type<CPred<"::dlc::train::isStepCount($_self)">, "tensor<i64>", "::mlir::RankedTensorType">,
                      BuildableType<"::mlir::RankedTensorType::get({}, $_builder.getI64Type())">;
#endif // DLC_TRAIN_BASE
