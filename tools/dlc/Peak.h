// What this machine's vector units do at most: the bar that `dlc bench` measures against.
#pragma once

namespace dlc {

/// Measured f32 operations a second of `threads` threads that do nothing but fused multiply-adds (two
/// operations each) in the widest registers that this CPU has. Takes about a tenth of a second.
double measurePeak(unsigned threads);
/// Bytes a second that as many threads read from memory, of arrays that no cache holds. Takes about a tenth
/// of a second.
double measureBandwidth(unsigned threads);

} // namespace dlc
