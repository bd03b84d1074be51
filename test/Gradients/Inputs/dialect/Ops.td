def NN_ExpOp : NN_UnaryOp<"exp", "a test has it">;
def NN_CountOp : NN_InferredOp<"count"> {}
def NN_ForgottenOp : NN_PureOp<"forgotten"> {}
