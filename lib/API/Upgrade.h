// The versions of the dialects that a graph in a file may be written in, and the way from the older ones to
// the present one (docs/decisions/0018-carrier.md).
#pragma once

#include "mlir/IR/BuiltinOps.h"

#include <cstdint>

namespace dlc {

/// The present version of `nn` and `train`. It rises with each change of what a text means, and with each
/// text that is refused from then on; Upgrade.cpp then gets a row.
///
///  1  the first one, of files that name none
///  2  `nn.one_hot` counts negative labels from the end; `nn.resize` with `align_corners` uses its scales
inline constexpr std::uint32_t dialectVersion = 2;

/// Makes a module that was parsed from the text of an older version, and is not verified, mean today what it
/// meant then. Returns whether anything had to change. `version` is at least 1 and at most dialectVersion.
bool upgrade(mlir::ModuleOp module, std::uint32_t version);

} // namespace dlc
