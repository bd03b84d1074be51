#!/bin/sh
# cc-foreign.sh ARCHITECTURE …: compiles and links a C program with the C library of Debian's packages for cross-compilation,
# without a GCC for it.
architecture=$1
shift
root=/usr/$architecture-linux-gnu
case $architecture in
  aarch64) loader=ld-linux-aarch64.so.1 ;;
  riscv64) loader=ld-linux-riscv64-lp64d.so.1 ;;
esac
exec "$DLC_CC" --target=$architecture-linux-gnu -nostdlibinc -isystem $root/include -O1 -fuse-ld=lld -nostdlib -no-pie \
  -Wl,--dynamic-linker=/lib/$loader $root/lib/crt1.o $root/lib/crti.o "$@" -L$root/lib -lm -lc $root/lib/crtn.o
