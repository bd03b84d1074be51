// In front of every source that sees LLVM, in builds with the address sanitizer: LLVM's arenas do not poison
// their memory. Half of them is in Debian's libLLVM, which is built without the sanitizer and would neither
// take back what our half has poisoned nor know that it may not touch it. Poison of others works.
#pragma once

#ifdef __cplusplus
#include <llvm/Support/Compiler.h>
#define __asan_poison_memory_region(address, bytes)
#endif
