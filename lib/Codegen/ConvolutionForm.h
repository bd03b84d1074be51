// Which form convolutions take: an option of a stage and of a pass.
#pragma once

namespace dlc {
/// The faster one, never Winograd's, or his wherever it is possible.
enum class ConvolutionForm { automatic, direct, winograd };
} // namespace dlc
