// The bytes of the compiled Support folder, for each architecture, as constants of this program. CMake makes
// the files before this is compiled; one is empty if it could not be made.
#define DLC_EMBED(name, file)                                                                                \
  __asm__(".section .rodata\n"                                                                               \
          ".globl dlc_support_" name "_begin, dlc_support_" name "_end\n"                                    \
          ".hidden dlc_support_" name "_begin, dlc_support_" name "_end\n"                                   \
          "dlc_support_" name "_begin:\n"                                                                    \
          ".incbin \"" file "\"\n"                                                                           \
          "dlc_support_" name "_end:\n"                                                                      \
          ".previous\n")

DLC_EMBED("x86", DLC_SUPPORT_X86);
DLC_EMBED("aarch64", DLC_SUPPORT_AARCH64);
