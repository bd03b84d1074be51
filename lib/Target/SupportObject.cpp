// The bytes of the compiled Support folder, for each architecture, as constants of this program. CMake makes
// the files before this is compiled; one is empty if it could not be made.
#define DLC_EMBED(name, file)                                                                                \
  __asm__(".section .rodata\n"                                                                               \
          ".globl dlc_" name "_begin, dlc_" name "_end\n"                                                    \
          ".hidden dlc_" name "_begin, dlc_" name "_end\n"                                                   \
          "dlc_" name "_begin:\n"                                                                            \
          ".incbin \"" file "\"\n"                                                                           \
          "dlc_" name "_end:\n"                                                                              \
          ".previous\n")

DLC_EMBED("support_x86", DLC_SUPPORT_x86_64);
DLC_EMBED("support_aarch64", DLC_SUPPORT_aarch64);
DLC_EMBED("support_riscv64", DLC_SUPPORT_riscv64);
DLC_EMBED("freestanding_x86", DLC_FREESTANDING_x86_64);
DLC_EMBED("freestanding_aarch64", DLC_FREESTANDING_aarch64);
DLC_EMBED("freestanding_riscv64", DLC_FREESTANDING_riscv64);
DLC_EMBED("freestanding_wasm32", DLC_FREESTANDING_wasm32);
