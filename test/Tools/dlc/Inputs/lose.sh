#!/usr/bin/env bash
# lose.sh RANK FILE COMMAND…: runs the command, as a process of mpirun; that rank is killed a moment after FILE is there, or, if
# FILE is -, a moment after it can be asked to end, which is once it has joined the others.
rank="$1" file="$2"
shift 2
[[ $OMPI_COMM_WORLD_RANK == "$rank" ]] || exec "$@"
"$@" &
isJoined() {
  local caught
  caught=$(awk '/^SigCgt/ { print $2 }' "/proc/$!/status") && ((0x$caught >> 14 & 1)) # SIGTERM
}
until { [[ $file == - ]] && isJoined; } || [[ -e $file ]]; do sleep 0.05; done
sleep 0.2
kill -KILL $!
wait $!
