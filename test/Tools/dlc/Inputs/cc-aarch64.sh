#!/bin/sh
# Compiles and links a C program for AArch64 with the C library of Debian's libc6-dev-arm64-cross, without a GCC for it.
root=/usr/aarch64-linux-gnu
exec "$DLC_CC" --target=aarch64-linux-gnu -nostdlibinc -isystem $root/include -O1 -fuse-ld=lld -nostdlib -no-pie \
  -Wl,--dynamic-linker=/lib/ld-linux-aarch64.so.1 $root/lib/crt1.o $root/lib/crti.o "$@" -L$root/lib -lm -lc $root/lib/crtn.o
