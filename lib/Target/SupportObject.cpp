// The bytes of the compiled Support folder, as constants of this program. CMake makes the file before this is
// compiled.
__asm__(".section .rodata\n"
        ".globl dlc_support_object_begin, dlc_support_object_end\n"
        ".hidden dlc_support_object_begin, dlc_support_object_end\n"
        "dlc_support_object_begin:\n"
        ".incbin \"" DLC_SUPPORT_OBJECT "\"\n"
        "dlc_support_object_end:\n"
        ".previous\n");
