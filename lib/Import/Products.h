// Matrix products as NumPy has them, which several rules are made of.
#pragma once

#include "Import/Emit.h"

namespace dlc::importer {

/// Vectors are a row on the left and a column on the right. Integers take part in f64.
mlir::Value matmul(Emit &emit, mlir::Value a, mlir::Value b);

} // namespace dlc::importer
