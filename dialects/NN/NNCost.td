// What an op costs. Every op of nn names one of these: there is no default.
//
// FLOPs are additions, multiplications, comparisons and function values (an exp is one), each one; a
// multiply-add is two. Counts are of the op as it stands, before anything is fused or lowered. The
// expressions are C++ in a method of the op; `count` is a Counter (NNCost.h).
#ifndef DLC_NN_COST
#define DLC_NN_COST
include "NN/NNInterfaces.td"

class NN_CostMethods<string methods> : NativeOpTrait<"HasCost", [], methods> {
  let cppNamespace = "::dlc::nn";
}

// FLOPs and bytes are expressions.
class NN_Costs<string flops, string bytes = "count.bytes(getOperation())", bit isCheap = 0>
    : TraitList<
          [NN_CostOpInterface,
           NN_CostMethods<
               "::dlc::nn::Count getFlops(const ::dlc::nn::Counter &count) { using namespace ::dlc::nn; "
               "return "#flops#"; }\n"#"::dlc::nn::Count getBytesMoved(const ::dlc::nn::Counter &count) { "
               "using namespace ::dlc::nn; return "#bytes#"; }\n"#"bool "
               "isCheapToRecompute"
               "() { return "#!if(isCheap, "true", "false")#"; "
                                                            "}"
                                                            "\n">]>;

// Reads its operands and writes its results once, with so many FLOPs.
class NN_Flops<string flops> : NN_Costs<flops>;
// The same, with so many FLOPs for each element of an operand or result.
class NN_FlopsPer<int each, string value = "getInput()">
    : NN_Flops<"Count("#each#") * count.elements("#value#")">;
// The same, with getFlops in NNCost.cpp.
def NN_CountedFlops : TraitList<[NN_CostOpInterface, NN_CostMethods<[{
    ::dlc::nn::Count getFlops(const ::dlc::nn::Counter &count);
    ::dlc::nn::Count getBytesMoved(const ::dlc::nn::Counter &count) { return count.bytes(getOperation()); }
    bool isCheapToRecompute() { return false; }
  }]>]>;
// All methods in NNCost.cpp.
def NN_OwnCost : TraitList<[DeclareOpInterfaceMethods<NN_CostOpInterface>]>;

// Elementwise, one FLOP for each element of the result: an operation that a vector unit does at the speed of
// an addition, or one that takes many times as long.
def NN_ArithmeticCost : NN_Costs<"count.elements(getResult())", "count.bytes(getOperation())", 1>;
def NN_FunctionCost : NN_Costs<"count.elements(getResult())">;

// Moves or makes data without arithmetic. It is cheap to recompute where that reads no more than the result,
// in long runs.
def NN_MoveCost : NN_Costs<"0">;
def NN_CheapMoveCost : NN_Costs<"0", "count.bytes(getOperation())", 1>;
// Reads an element of the data for each of the result, and not the data as a whole.
def NN_GatherCost : NN_Costs<"0", "count.bytes(getIndices()) + Count(2) * count.bytes(getResult())">;

// Gives a value another name or shape, or is a number that the compiler writes: no time and no memory.
def NN_ViewCost : NN_Costs<"0", "0", 1>;
// Structure of the module, which is not executed, or whose cost is that of the ops around it.
def NN_NoCost : NN_Costs<"0", "0">;
#endif // DLC_NN_COST
